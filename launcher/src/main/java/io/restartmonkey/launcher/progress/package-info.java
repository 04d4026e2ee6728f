/**
 * Tells an operator how a run goes on: live lines on a terminal, plain lines elsewhere.
 *
 * <p>May use of core {@code cluster}, {@code plan}, {@code playbook} and {@code run}.
 */
@NullMarked
package io.restartmonkey.launcher.progress;

import org.jspecify.annotations.NullMarked;
