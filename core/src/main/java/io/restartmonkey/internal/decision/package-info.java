/**
 * Decides when to act on a server, and how. For {@code monitor} and {@code journal} only. Pure.
 *
 * <p>May use {@code term}, {@code cluster}, {@code plan} and {@code health}.
 */
@NullMarked
package io.restartmonkey.internal.decision;

import org.jspecify.annotations.NullMarked;
