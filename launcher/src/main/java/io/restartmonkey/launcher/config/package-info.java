/**
 * The settings of a call: defaults, a YAML file, the environment and flags, the later ones winning,
 * each value knowing where it came from. May use core, and Jackson's YAML parser in the file
 * reader.
 */
@NullMarked
package io.restartmonkey.launcher.config;

import org.jspecify.annotations.NullMarked;
