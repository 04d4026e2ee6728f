/**
 * The program: what {@code java -jar restart-monkey.jar} does with its arguments. Commands are thin
 * over core's front door; data goes to standard output, talk to standard error.
 *
 * <p>May use {@code command}.
 */
@NullMarked
package io.restartmonkey.launcher;

import org.jspecify.annotations.NullMarked;
