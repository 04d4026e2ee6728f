/**
 * How Redis is reached: one of it, by its Sentinels, or as a Redis Cluster; plainly or by TLS.
 *
 * <p>May use {@code config}, {@code setting}, Jedis and commons-pool, and of core {@code cluster}
 * and {@code redis}.
 */
@NullMarked
package io.restartmonkey.launcher.redis;

import org.jspecify.annotations.NullMarked;
