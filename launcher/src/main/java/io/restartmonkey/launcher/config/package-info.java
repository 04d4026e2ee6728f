/**
 * The settings of a call: defaults, a YAML file, the environment and flags, the later ones winning,
 * each value knowing where it came from. Only the reader of the file uses the parsers of YAML.
 *
 * <p>May use {@code setting}, Jackson and SnakeYAML, and of core {@code cluster}, {@code health}
 * and {@code term}.
 */
@NullMarked
package io.restartmonkey.launcher.config;

import org.jspecify.annotations.NullMarked;
