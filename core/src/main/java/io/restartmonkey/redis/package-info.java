/**
 * Edge: the cluster's state and lease in Redis.
 *
 * <p>May use {@code term}, {@code cluster}, {@code plan}, {@code health}, {@code run}, {@code spi},
 * Jedis, Jackson and SLF4J.
 */
@NullMarked
package io.restartmonkey.redis;

import org.jspecify.annotations.NullMarked;
