package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.RunLease.Grant;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RedisLeaseIT extends RedisFixture {
  @Test
  void shouldGrantToOneAndRenewWithTheSameToken() {
    RedisLease lease = new RedisLease(redis, "demo");

    Grant first = lease.hold("run-a");
    assertThat(first).isInstanceOf(Grant.Granted.class);
    assertThat(lease.hold("run-a")).isEqualTo(first);
    assertThat(lease.hold("run-b")).isEqualTo(new Grant.Held("run-a"));
    assertThat(redis.pttl("rm:{demo}:lease")).isBetween(1L, 60_000L);
  }

  @Test
  void shouldGiveAHigherTokenToTheNextHolder() {
    RedisLease lease = new RedisLease(redis, "demo");
    long first = token(lease.hold("run-a"));
    lease.release("run-a");
    redis.set("rm:{demo}:fence", Long.toString(first + 3_600_000)); // Its clock was put back.

    assertThat(token(lease.hold("run-b"))).isEqualTo(first + 3_600_001);
  }

  @Test
  void shouldGiveAHigherTokenAlsoWhenRedisHasLostTheLast() {
    RedisLease lease = new RedisLease(redis, "demo");
    long first = token(lease.hold("run-a"));
    redis.flushAll();
    Awaitility.await().until(() -> redisMillis() > first);

    assertThat(token(lease.hold("run-b"))).isGreaterThan(first);
  }

  @Test
  void shouldGiveALostLeaseBackWithItsToken() {
    RedisLease lease = new RedisLease(redis, "demo");
    long first = token(lease.hold("run-a"));

    redis.del("rm:{demo}:lease"); // It expired.
    assertThat(token(lease.renew("run-a", first))).isEqualTo(first);
    redis.flushAll();
    assertThat(token(lease.renew("run-a", first))).isEqualTo(first);
    redis.hset("rm:{demo}:lease", "token", "9223372036854775807");
    assertThat(token(lease.renew("run-a", first))).isEqualTo(first);

    lease.release("run-a");
    assertThat(token(lease.hold("run-b"))).isGreaterThan(first);
  }

  @Test
  void shouldNotGiveALeaseBackThatSomebodyElseHasHad() {
    RedisLease lease = new RedisLease(redis, "demo");
    long first = token(lease.hold("run-a"));
    lease.release("run-a");
    long second = token(lease.hold("run-b"));

    assertThat(lease.renew("run-a", first)).isEqualTo(new Grant.Held("run-b"));
    lease.release("run-b");
    assertThat(lease.renew("run-a", first)).isEqualTo(new Grant.Overtaken());
    assertThat(lease.renew("run-b", second)).isEqualTo(new Grant.Granted(second));
  }

  @Test
  void shouldLetOneMonitorLeadBesideTheLeaseOfRuns() {
    new RedisLease(redis, "demo").hold("run-a");
    Leadership one =
        Leadership.by(new RedisLease(redis, "demo", RedisLease.Holder.LEADER), "host.one-1");
    Leadership other =
        Leadership.by(new RedisLease(redis, "demo", RedisLease.Holder.LEADER), "host.two-2");

    assertThat(one.standing().role()).isEqualTo(Leadership.Role.LEADS);
    assertThat(other.standing())
        .isEqualTo(
            new Leadership.Standing(
                Leadership.Role.STANDS_BY, "monitor host.one-1 leads, and this one stands by"));
    one.resign();
    assertThat(other.standing().role()).isEqualTo(Leadership.Role.LEADS);
    assertThat(one.standing().role()).isEqualTo(Leadership.Role.STANDS_BY);
    site.stop();
    assertThat(one.standing().role()).isEqualTo(Leadership.Role.UNKNOWN);
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
    site.stop();

    assertThat(unknown(lease.hold("run-a"))).contains("check that Redis runs");
    lease.release("run-a");
  }

  @Test
  void shouldSayWhyRedisRefuses() {
    redis.set("rm:{demo}:lease", "of another program");

    assertThat(unknown(new RedisLease(redis, "demo").hold("run-a")))
        .contains("WRONGTYPE", "rename or delete it");
  }

  private static String unknown(Grant grant) {
    return ((Grant.Unknown) grant).reason();
  }

  private static long token(Grant grant) {
    return ((Grant.Granted) grant).token();
  }

  private long redisMillis() {
    List<?> time =
        (List<?>) redis.eval("return redis.call('TIME')", List.of("rm:{demo}"), List.of());
    return Long.parseLong(String.valueOf(time.get(0))) * 1000
        + Long.parseLong(String.valueOf(time.get(1))) / 1000;
  }
}
