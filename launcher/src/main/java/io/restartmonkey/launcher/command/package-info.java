/**
 * The commands, a class for each, and what they share: options, exit codes, the wiring of core. May
 * use core, {@code config}, {@code progress}, {@code doctor} and picocli.
 */
@NullMarked
package io.restartmonkey.launcher.command;

import org.jspecify.annotations.NullMarked;
