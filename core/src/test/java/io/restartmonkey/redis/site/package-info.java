/** The ways in which Redis is run, as real processes on the loopback. */
@NullMarked
package io.restartmonkey.redis.site;

import org.jspecify.annotations.NullMarked;
