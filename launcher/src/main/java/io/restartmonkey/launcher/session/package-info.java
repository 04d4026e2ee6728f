/**
 * What one call needs of core: the settings with Redis and Ansible as they describe them.
 *
 * <p>May use {@code config}, {@code console}, {@code redis}, {@code setting} and Jedis, and of core
 * {@code ansible}, {@code cluster}, {@code journal}, {@code redis}, the root package, {@code run},
 * {@code spi} and {@code term}.
 */
@NullMarked
package io.restartmonkey.launcher.session;

import org.jspecify.annotations.NullMarked;
