package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.RunLease.Grant;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RedisLeaseIT extends RedisFixture {
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
