package io.restartmonkey.redis;

import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.spi.RunLease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A cluster's lease, as a key in Redis that expires.
 *
 * <p>Each time the lease is taken its token grows, so that a later holder has a higher one. It is
 * Redis's clock in milliseconds, or one more than the last if that is more: so it also grows when
 * Redis has lost its data. One that no clock can have come to does not count. Whoever had the lease
 * gets it back with its own token, if the last one is none of somebody else. All this is one
 * script, hence atomic.
 */
public final class RedisLease implements RunLease {
  /** Who holds a lease; each kind has its own. */
  public enum Holder {
    /** A run; its lease lives for 60 s without renewal, six times the interval of renewals. */
    RUN(Duration.ofSeconds(60)),
    /** The monitor that leads; its lease lives for 30 s, fifteen looks of 2 s. */
    LEADER(Duration.ofSeconds(30));

    private final Duration lifetime;

    Holder(Duration lifetime) {
      this.lifetime = lifetime;
    }
  }

  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

  private static final String HOLD = LuaScript.text("hold_lease.lua");

  private static final long NONE = 0;

  private static final String RELEASE = LuaScript.text("release_lease.lua");

  private final UnifiedJedis redis;
  private final List<String> leaseAndFence;
  private final Duration lifetime;

  /** A lease of this cluster with the default lifetime. */
  public RedisLease(UnifiedJedis redis, String cluster) {
    this(redis, cluster, Holder.RUN);
  }

  /**
   * A lease of this cluster.
   *
   * @param lifetime how long it lives without renewal
   */
  public RedisLease(UnifiedJedis redis, String cluster, Duration lifetime) {
    this(redis, new Keys(cluster), Holder.RUN, lifetime);
  }

  /** The lease of this cluster that somebody of this kind holds, with its default lifetime. */
  public RedisLease(UnifiedJedis redis, String cluster, Holder holder) {
    this(redis, new Keys(cluster), holder, holder.lifetime);
  }

  private RedisLease(UnifiedJedis redis, Keys keys, Holder holder, Duration lifetime) {
    this.redis = redis;
    this.lifetime = lifetime;
    this.leaseAndFence =
        holder == Holder.RUN
            ? List.of(keys.lease(), keys.fence())
            : List.of(keys.leader(), keys.leaderFence());
  }

  @Override
  public Grant hold(String runId) {
    return renew(runId, NONE);
  }

  @Override
  public Grant renew(String runId, long token) {
    try {
      Object answer =
          redis.eval(
              HOLD,
              leaseAndFence,
              List.of(runId, Long.toString(lifetime.toMillis()), Long.toString(token)));
      return answer instanceof List<?> parts && parts.size() == 2
          ? grant(String.valueOf(parts.get(0)), String.valueOf(parts.get(1)))
          : new Grant.Unknown("the lease script gave no answer");
    } catch (JedisException e) {
      return new Grant.Unknown(Reason.withCure(e));
    } catch (NumberFormatException e) {
      return new Grant.Unknown("the lease's token is not a number");
    }
  }

  private static Grant grant(String kind, String detail) {
    return switch (kind) {
      case "0" -> new Grant.Held(safe(detail));
      case "1" -> new Grant.Granted(Long.parseLong(detail));
      case "2" -> new Grant.Overtaken();
      default -> new Grant.Unknown("the lease script gave no answer");
    };
  }

  @Override
  public Optional<String> holder() {
    try {
      return Optional.ofNullable(redis.hget(leaseAndFence.get(0), "run")).map(RedisLease::safe);
    } catch (JedisException e) {
      return Optional.empty();
    }
  }

  @Override
  public void release(String runId) {
    try {
      redis.eval(RELEASE, leaseAndFence.subList(0, 1), List.of(runId));
    } catch (JedisException e) {
      // It expires by itself.
    }
  }

  private static String safe(String runId) {
    return RUN_ID.matcher(runId).matches() ? runId : Syntax.quote(runId);
  }
}
