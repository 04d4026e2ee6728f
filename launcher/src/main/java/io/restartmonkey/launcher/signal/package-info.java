/**
 * Signals of the operating system, and what a run makes of them.
 *
 * <p>May use {@code progress}, {@code term} and SLF4J, and of core {@code run} and {@code term}.
 */
@NullMarked
package io.restartmonkey.launcher.signal;

import org.jspecify.annotations.NullMarked;
