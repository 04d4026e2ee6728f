package io.restartmonkey.redis.site;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import io.restartmonkey.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * A master and its replica, and three Sentinels, two of which must agree that the master is gone.
 */
public final class Sentinels extends RedisSite {
  private static final String MASTER = "main";

  private final RedisServer master;
  private final RedisServer replica;
  private final List<RedisServer> sentinels = new ArrayList<>();

  /** Starts them in this folder, and waits until they answer. */
  public Sentinels(Path folder) throws IOException {
    master = new RedisServer(Files.createTempDirectory(folder, "master"));
    replica =
        new RedisServer(
            Files.createTempDirectory(folder, "replica"),
            "--replicaof",
            "127.0.0.1 " + master.port());
    master.awaitUp();
    replica.awaitUp();
    for (int i = 0; i < 3; i++) {
      RedisServer sentinel =
          RedisServer.sentinel(
              folder,
              List.of(
                  "sentinel monitor %s 127.0.0.1 %d 2".formatted(MASTER, master.port()),
                  "sentinel down-after-milliseconds " + MASTER + " 500",
                  "sentinel failover-timeout " + MASTER + " 5000"));
      sentinels.add(sentinel);
      sentinel.awaitUp();
    }
  }

  /** Waits until the replica is known to all, and in step, so that it can take over. */
  public void awaitReplica() {
    for (RedisServer sentinel : sentinels) {
      try (Jedis jedis = new Jedis("127.0.0.1", sentinel.port())) {
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> {
                  Map<String, String> known = jedis.sentinelMaster(MASTER);
                  return "1".equals(known.get("num-slaves"))
                      && "2".equals(known.get("num-other-sentinels"));
                });
      }
    }
    try (Jedis jedis = new Jedis("127.0.0.1", replica.port())) {
      Awaitility.await().until(() -> jedis.info("replication").contains("master_link_status:up"));
    }
  }

  /** Ends the master. */
  public void stopMaster() {
    master.close();
  }

  /** Freezes the master: it accepts connections, and never answers. */
  public void freezeMaster() throws IOException, InterruptedException {
    master.signal("STOP");
  }

  /** Sends the Sentinels a signal, such as {@code STOP}. */
  public void signalSentinels(String name) throws IOException, InterruptedException {
    for (RedisServer sentinel : sentinels) {
      sentinel.signal(name);
    }
  }

  @Override
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> "127.0.0.1:" + sentinel.port())
        .collect(Collectors.joining(",", "redis-sentinel://", "#" + MASTER));
  }

  @Override
  public UnifiedJedis client(String user, String password) {
    Set<HostAndPort> nodes =
        sentinels.stream()
            .map(sentinel -> new HostAndPort("127.0.0.1", sentinel.port()))
            .collect(toImmutableSet());
    return RedisSentinelClient.builder()
        .masterName(MASTER)
        .sentinels(nodes)
        .clientConfig(config(user, password))
        .build();
  }

  @Override
  List<RedisServer> servers() {
    return List.of(master, replica);
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    super.close();
  }
}
