package io.restartmonkey.redis.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A way in which Redis is run. */
public enum RedisKind {
  /** One server. */
  STANDALONE,
  /** A master and its replica, watched by three Sentinels. */
  SENTINEL,
  /** Three masters of a Redis Cluster. */
  CLUSTER;

  /** Starts it in a folder of its own under this one, and waits until it answers. */
  public RedisSite start(Path folder) throws IOException {
    Path own = Files.createTempDirectory(folder, "redis");
    return switch (this) {
      case STANDALONE -> new Standalone(own);
      case SENTINEL -> new Sentinels(own);
      case CLUSTER -> new ClusterNodes(own, 0);
    };
  }
}
