/** How Redis is reached: one of it, by its Sentinels, or as a Redis Cluster; plainly or by TLS. */
@NullMarked
package io.restartmonkey.launcher.redis;

import org.jspecify.annotations.NullMarked;
