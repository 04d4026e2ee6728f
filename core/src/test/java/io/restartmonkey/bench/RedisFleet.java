package io.restartmonkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.Resources;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.redis.RedisRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import redis.clients.jedis.UnifiedJedis;

/**
 * A fleet of app servers in a Redis.
 *
 * @param redis where it is registered, and its agents beat
 * @param size how many servers
 */
record RedisFleet(UnifiedJedis redis, int size) {
  /** The name of the cluster that it is. */
  static final String CLUSTER = "fleet";

  private static final int AT_ONCE = 1000;
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-000000000001";

  /** Redis itself writes the heartbeats, so that they leave no garbage in this process. */
  private static final String BEAT = script("beat.lua");

  private static String script(String name) {
    try {
      return Resources.toString(Resources.getResource(RedisFleet.class, name), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empties the Redis and registers the servers. */
  static RedisFleet register(UnifiedJedis redis, int size) {
    redis.flushAll();
    new RedisRegistry(redis, CLUSTER)
        .restore(IntStream.range(0, size).mapToObj(RedisFleet::server).toList());
    return new RedisFleet(redis, size);
  }

  /** The key of all registrations. */
  static String servers() {
    return "rm:{" + CLUSTER + "}:servers";
  }

  /** The key of a server's heartbeats. */
  static String heartbeats(String server) {
    return "rm:{" + CLUSTER + "}:heartbeat:" + server;
  }

  /**
   * Each server beats once.
   *
   * @param busy how many of them burn CPU
   * @param app what each says of its app
   */
  void beat(int busy, String app) {
    for (int i = 0; i < size; i += AT_ONCE) {
      redis.eval(
          BEAT,
          List.of(heartbeats("server-")),
          List.of(
              Integer.toString(i),
              Integer.toString(Math.min(size, i + AT_ONCE) - 1),
              Integer.toString(busy),
              BOOT,
              app));
    }
  }

  static String name(int i) {
    return "server-" + i;
  }

  static Server server(int i) {
    return new Server(
        name(i),
        "10.%d.%d.%d".formatted(i >> 16, (i >> 8) & 255, i & 255),
        ImmutableSortedSet.of("app"),
        "lab",
        Servers.NOW);
  }
}
