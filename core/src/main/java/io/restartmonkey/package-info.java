/**
 * The front door: {@link io.restartmonkey.RestartMonkey}, what it is asked, what it answers, and
 * the ports through which it acts. May use {@code cluster}, {@code plan} and {@code inventory}; the
 * edges ({@code ansible}, {@code redis}, {@code journal}) implement its ports and are never used
 * here.
 */
@NullMarked
package io.restartmonkey;

import org.jspecify.annotations.NullMarked;
