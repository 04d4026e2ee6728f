/**
 * What the users of the launcher type: its settings and commands, as messages name them.
 *
 * <p>May use {@code setting}, and of core {@code term}.
 */
@NullMarked
package io.restartmonkey.launcher.term;

import org.jspecify.annotations.NullMarked;
