/** Tells an operator how a run goes on: live lines on a terminal, plain lines elsewhere. */
@NullMarked
package io.restartmonkey.launcher.progress;

import org.jspecify.annotations.NullMarked;
