/**
 * Standard output, standard error and the log.
 *
 * <p>May use {@code progress}.
 */
@NullMarked
package io.restartmonkey.launcher.console;

import org.jspecify.annotations.NullMarked;
