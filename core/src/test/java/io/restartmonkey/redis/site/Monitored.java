package io.restartmonkey.redis.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisIntents;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.redis.RedisPauses;
import io.restartmonkey.redis.RedisRegistry;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLease.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** What a monitor keeps in Redis, through a client that stays the same. */
public final class Monitored {
  private static final Intent INTENT =
      new Intent(
          "run-a",
          "host-1",
          true,
          new Treatment(
              "app1",
              Remedy.REBOOT,
              Servers.NOW,
              Servers.NOW.plusSeconds(3),
              Optional.of(FailureCause.CUT_OFF),
              Optional.empty(),
              ""));

  private final UnifiedJedis redis;
  private final RedisClusterSource source;
  private final RunLease lease;
  private final Intents intents;
  private final RedisPauses pauses;

  /** What this client keeps; nothing yet. */
  public Monitored(UnifiedJedis redis) {
    this.redis = redis;
    this.source = new RedisClusterSource(redis, "demo");
    this.lease = new RedisLease(redis, "demo");
    this.intents = new RedisIntents(redis, "demo");
    this.pauses = new RedisPauses(redis, "demo", new VirtualTime());
  }

  /** Keeps something of each kind; returns the token of the lease. */
  public long begin() {
    new RedisRegistry(redis, "demo").restore(List.of(Servers.server("app1", "app")));
    intents.write(INTENT);
    pauses.begin("kim", "moving the rack", Duration.ofHours(1));
    return ((Grant.Granted) lease.hold("run-a")).token();
  }

  /** Waits until a replica has it all. */
  public void awaitReplicated() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(() -> redis.waitReplicas("rm:{demo}:lease", 1, 900) == 1);
  }

  /** Only reads, until the servers are seen again. */
  public void awaitSeen() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(ClusterUnreachableException.class)
        .until(() -> !source.read().registered().isEmpty());
  }

  /** Waits until it is all there again, and the lease is still held, with this token. */
  public void awaitSeenAndHeldAgain(long token) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(ClusterUnreachableException.class)
        .untilAsserted(
            () -> {
              assertThat(source.read().registered()).extracting(Server::name).contains("app1");
              assertThat(lease.hold("run-a")).isEqualTo(new Grant.Granted(token));
              assertThat(intents.read()).containsExactly(INTENT);
              assertThat(pauses.read()).isPresent();
            });
  }
}
