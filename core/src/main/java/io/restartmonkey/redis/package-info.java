/**
 * Edge: the cluster's state and lease in Redis. May use the ports, {@code cluster}, Jedis and
 * Jackson.
 */
@NullMarked
package io.restartmonkey.redis;

import org.jspecify.annotations.NullMarked;
