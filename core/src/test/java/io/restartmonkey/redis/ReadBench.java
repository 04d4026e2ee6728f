package io.restartmonkey.redis;

import io.restartmonkey.cluster.ClusterSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;

/** Times reading a cluster from a local Redis. */
final class ReadBench {
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-000000000001";

  private ReadBench() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("read-bench");
    try (RedisServer server = new RedisServer(folder)) {
      server.client().close();
      for (int servers : new int[] {1_000, 10_000, 100_000}) {
        try (RedisClient redis = server.client()) {
          redis.flushAll();
          try (AbstractPipeline pipeline = redis.pipelined()) {
            for (int i = 0; i < servers; i++) {
              String name = "server-" + i;
              pipeline.hset(
                  "rm:{demo}:servers",
                  name,
                  "{\"address\":\"10.%d.%d.%d\",\"groups\":[\"app\"],\"provider\":\"lab\",\"registered\":\"2026-01-01T00:00:00Z\"}"
                      .formatted(i >> 16, (i >> 8) & 255, i & 255));
              for (int j = 0; j < 3; j++) {
                pipeline.xadd(
                    "rm:{demo}:heartbeat:" + name,
                    StreamEntryID.NEW_ENTRY,
                    Map.of("cpu", "12.5", "boot", BOOT, "app", "1234"));
              }
              if (i % 1000 == 999) {
                pipeline.sync();
              }
            }
          }
        }
        try (RedisClient redis =
            RedisClient.builder()
                .hostAndPort("127.0.0.1", server.port())
                .clientConfig(DefaultJedisClientConfig.builder().timeoutMillis(30_000).build())
                .build()) {
          RedisClusterSource source = new RedisClusterSource(redis, "demo");
          List<Double> times = new ArrayList<>();
          for (int i = -5; i < Integer.parseInt(args[0]); i++) {
            long start = System.nanoTime();
            ClusterSnapshot snapshot = source.read();
            if (snapshot.servers().size() != servers) {
              throw new IllegalStateException(snapshot.refused().toString());
            }
            if (i >= 0) {
              times.add((System.nanoTime() - start) / 1e9);
            }
          }
          times.sort(null);
          System.out.printf("%d: %s%n", servers, times);
        }
      }
    }
  }
}
