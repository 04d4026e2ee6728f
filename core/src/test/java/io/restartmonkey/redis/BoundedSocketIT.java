package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.run.ClusterUnreachableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.providers.ConnectionProvider;

class BoundedSocketIT extends OneRedisFixture {
  private static final long LITTLE = 8L << 20;

  private RedisClient bounded;

  @BeforeEach
  void connect() {
    JedisClientConfig config = DefaultJedisClientConfig.builder().timeoutMillis(10_000).build();
    DefaultJedisSocketFactory sockets =
        new DefaultJedisSocketFactory(HostAndPort.from(URI.create(uri()).getAuthority()), config);
    Connection.Builder connections =
        Connection.builder()
            .clientConfig(config)
            .socketFactory(
                () -> {
                  try {
                    return new BoundedSocket(sockets.createSocket());
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    bounded = RedisClient.builder().connectionProvider(new Unpooled(connections)).build();
  }

  /** A connection of its own for each question. */
  private record Unpooled(Connection.Builder connections) implements ConnectionProvider {
    @Override
    public Connection getConnection() {
      return connections.build();
    }

    @Override
    public Connection getConnection(CommandArguments command) {
      return getConnection();
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void disconnect() {
    bounded.close();
  }

  @Test
  void shouldReadTheOthersWhereOneHeartbeatIsHuge() {
    register("good");
    register("huge");
    register("many");
    beat("good", Map.of());
    beat("huge", Map.of("x", large()));
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      fields.put("field" + i, "x");
    }
    beat("many", fields);
    RedisClusterSource source = new RedisClusterSource(bounded, "demo");

    long before = allocated();
    ClusterSnapshot snapshot = source.read();
    long taken = allocated() - before;

    assertThat(snapshot.live(ClusterSnapshot.DEFAULT_FRESHNESS))
        .extracting(Server::name)
        .contains("good")
        .doesNotContain("many");
    assertThat(snapshot.refused()).extracting(RefusedRecord::record).contains("heartbeat of many");
    assertThat(taken).isLessThan(LITTLE);
  }

  @Test
  void shouldRefuseTheRegistrationsThatAreHugeAndKeepTheRest() {
    register("good");
    bounded.hset("rm:{demo}:servers", "value", large());
    bounded.hset("rm:{demo}:servers", large(), "{}");
    RedisClusterSource source = new RedisClusterSource(bounded, "demo");

    long before = allocated();
    ClusterSnapshot snapshot = source.read();
    long taken = allocated() - before;

    assertThat(snapshot.registered()).extracting(Server::name).containsExactly("good");
    assertThat(snapshot.refused()).hasSize(2);
    assertThat(taken).isLessThan(LITTLE);
  }

  @Test
  void shouldPassOverAHugeIntent() {
    bounded.hset("rm:{demo}:intents", "run-1", large());
    bounded.hset("rm:{demo}:intents", large(), "{}");

    assertThat(new RedisIntents(bounded, "demo").read()).isEmpty();
  }

  @Test
  void shouldSayInOneLineThatAllTogetherIsTooMuch() {
    for (int i = 0; i < 6_000; i++) {
      bounded.hset("rm:{demo}:servers", "s" + i, "x".repeat(15_000));
    }
    RedisClusterSource source = new RedisClusterSource(bounded, "demo");

    assertThatThrownBy(source::read)
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("more than 64 MiB");
    redis.del("rm:{demo}:servers");
    assertThat(source.read().servers()).isEmpty();
  }

  private static String large() {
    return "x".repeat(16 << 20);
  }

  private void register(String name) {
    bounded.hset(
        "rm:{demo}:servers",
        name,
        """
        {"address":"10.0.0.1","groups":["app"],"provider":"lab","registered":"2026-01-01T00:00:00Z"}""");
  }

  private void beat(String name, Map<String, String> more) {
    Map<String, String> fields = new HashMap<>(more);
    fields.putAll(Map.of("cpu", "1.5", "boot", "0b1c2d3e-0000-4000-8000-000000000001", "app", "-"));
    bounded.xadd("rm:{demo}:heartbeat:" + name, StreamEntryID.NEW_ENTRY, fields);
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
