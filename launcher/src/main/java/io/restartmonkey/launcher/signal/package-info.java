/** Signals of the operating system, and what a run makes of them. May use {@code progress}. */
@NullMarked
package io.restartmonkey.launcher.signal;

import org.jspecify.annotations.NullMarked;
