/**
 * Watches one cluster, or several of them, until it is told to stop. May use {@code alert}, {@code
 * config}, {@code console}, {@code session} and {@code view}.
 */
@NullMarked
package io.restartmonkey.launcher.watch;

import org.jspecify.annotations.NullMarked;
