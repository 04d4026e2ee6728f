package io.restartmonkey.redis.site;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Splitter;
import io.restartmonkey.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A Redis Cluster of three masters, each with as many replicas as wanted. */
public final class ClusterNodes extends RedisSite {
  private static final int MASTERS = 3;

  private final List<RedisServer> nodes = new ArrayList<>();

  /** Starts them in this folder, and waits until the cluster is whole. */
  public ClusterNodes(Path folder, int replicas) throws IOException {
    for (int i = 0; i < MASTERS * (1 + replicas); i++) {
      RedisServer node =
          new RedisServer(
              Files.createTempDirectory(folder, "node"),
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              "2000",
              "--cluster-port",
              Integer.toString(RedisServer.freePort()));
      nodes.add(node);
      node.awaitUp();
    }
    create(folder, replicas);
    awaitWhole();
  }

  private void create(Path folder, int replicas) throws IOException {
    List<String> command = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    nodes.forEach(node -> command.add("127.0.0.1:" + node.port()));
    command.addAll(List.of("--cluster-replicas", Integer.toString(replicas), "--cluster-yes"));
    Path log = Files.createTempFile(folder, "create", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("no cluster: " + Files.readString(log));
    }
  }

  /** Every node must know that all slots are served, and each replica be in step. */
  private void awaitWhole() {
    for (RedisServer node : nodes) {
      try (Jedis jedis = new Jedis("127.0.0.1", node.port())) {
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () ->
                    jedis.clusterInfo().contains("cluster_state:ok")
                        && !jedis.info("replication").contains("master_link_status:down")
                        && count(jedis.clusterNodes(), "slave") == nodes.size() - MASTERS);
      }
    }
  }

  /** Ends the master of this key. */
  public void stopMasterOf(String key) {
    int slot = JedisClusterCRC16.getSlot(key);
    for (RedisServer node : nodes) {
      try (Jedis jedis = new Jedis("127.0.0.1", node.port())) {
        boolean isMaster = jedis.info("replication").contains("role:master");
        if (isMaster && jedis.clusterCountKeysInSlot(slot) > 0) {
          node.close();
          return;
        }
      }
    }
    throw new IllegalStateException("no master has key " + key);
  }

  private static long count(String lines, String word) {
    return Splitter.on('\n').splitToStream(lines).filter(line -> line.contains(word)).count();
  }

  @Override
  public String uri() {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + node.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  @Override
  public UnifiedJedis client(String user, String password) {
    Set<HostAndPort> start =
        nodes.stream()
            .map(node -> new HostAndPort("127.0.0.1", node.port()))
            .collect(toImmutableSet());
    return RedisClusterClient.builder()
        .nodes(start)
        .clientConfig(config(user, password))
        .maxTotalRetriesDuration(Duration.ofSeconds(1))
        .build();
  }

  @Override
  List<RedisServer> servers() {
    return nodes;
  }
}
