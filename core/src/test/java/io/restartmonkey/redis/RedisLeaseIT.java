package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.RunLease.Grant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

class RedisLeaseIT {
  @TempDir Path folder;
  private RedisServer server;
  private RedisClient redis;

  @BeforeEach
  void start() throws IOException {
    server = new RedisServer(folder);
    redis = server.client();
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void shouldGrantToOneAndRenewWithTheSameToken() {
    RedisLease lease = new RedisLease(redis, "demo");

    assertThat(lease.hold("run-a")).isEqualTo(new Grant.Granted(1));
    assertThat(lease.hold("run-a")).isEqualTo(new Grant.Granted(1));
    assertThat(lease.hold("run-b")).isEqualTo(new Grant.Held("run-a"));
    assertThat(redis.pttl("rm:{demo}:lease")).isBetween(1L, 60_000L);
  }

  @Test
  void shouldGiveAHigherTokenToTheNextHolder() {
    RedisLease lease = new RedisLease(redis, "demo");
    lease.hold("run-a");
    lease.release("run-a");

    assertThat(lease.hold("run-b")).isEqualTo(new Grant.Granted(2));
  }

  @Test
  void shouldNotReleaseTheLeaseOfAnother() {
    RedisLease lease = new RedisLease(redis, "demo");
    lease.hold("run-a");

    lease.release("run-b");

    assertThat(lease.hold("run-b")).isInstanceOf(Grant.Held.class);
  }

  @Test
  void shouldBeFreeAgainWhenItsHolderDoesNotRenew() {
    RedisLease lease = new RedisLease(redis, "demo", Duration.ofMillis(50));
    lease.hold("run-a");

    Awaitility.await().until(() -> lease.hold("run-b") instanceof Grant.Granted);
  }

  @Test
  void shouldNotKnowWhileRedisIsAway() {
    RedisLease lease = new RedisLease(redis, "demo");
    lease.hold("run-a");
    server.close();

    assertThat(lease.hold("run-a")).isInstanceOf(Grant.Unknown.class);
    lease.release("run-a");
  }
}
