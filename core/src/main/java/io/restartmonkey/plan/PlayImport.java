package io.restartmonkey.plan;

import java.nio.file.Path;

/**
 * An entry of a playbook that imports another playbook.
 *
 * @param file the playbook that has it
 * @param line where it begins, from 1
 */
public record PlayImport(Path file, int line) {}
