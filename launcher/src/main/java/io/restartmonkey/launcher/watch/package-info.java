/**
 * Watches one cluster, or several of them, until it is told to stop.
 *
 * <p>May use {@code alert}, {@code config}, {@code console}, {@code session}, {@code setting},
 * {@code view} and Jedis, and of core {@code cluster}, {@code health}, {@code inventory}, {@code
 * journal}, {@code monitor}, {@code plan}, {@code playbook}, {@code probe}, {@code redis}, the root
 * package, {@code run} and {@code spi}.
 */
@NullMarked
package io.restartmonkey.launcher.watch;

import org.jspecify.annotations.NullMarked;
