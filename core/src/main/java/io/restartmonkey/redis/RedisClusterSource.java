package io.restartmonkey.redis;

import com.google.common.base.Throwables;
import com.google.common.collect.Sets;
import io.restartmonkey.ClusterSource;
import io.restartmonkey.ClusterUnreachableException;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.cluster.Syntax;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Reads a cluster's state from Redis.
 *
 * <ol>
 *   <li>One pipelined round trip: the registrations, the clock, and the newest heartbeat of each
 *       server that was registered at the last read.
 *   <li>A second one for the servers that were not, if there are any.
 * </ol>
 *
 * <p>Every value is hostile: what is not strictly what it must be is refused and counted. Set read
 * timeouts on the client, as a stopped Redis accepts connections and never answers. Thread-safe;
 * keep one for many reads.
 */
public final class RedisClusterSource implements ClusterSource {

  /**
   * A script, as a plain command names no key that would tell a Redis Cluster which node to ask.
   */
  private static final String TIME = "return redis.call('TIME')";

  private final UnifiedJedis redis;
  private final Keys keys;
  private volatile Registrations known = Registrations.NONE;

  /**
   * Reads this cluster's keys; the client stays the caller's to close.
   *
   * @throws io.restartmonkey.cluster.RecordRefusedException if the cluster's name is not one
   */
  public RedisClusterSource(UnifiedJedis redis, String cluster) {
    this.redis = redis;
    this.keys = new Keys(cluster);
  }

  @Override
  public ClusterSnapshot read() {
    try {
      return readAll();
    } catch (JedisException e) {
      throw new ClusterUnreachableException(
          "cannot read cluster '%s' from Redis: %s; check that Redis runs, and redis.uri, user and password"
              .formatted(keys.cluster(), reason(e)),
          e);
    }
  }

  private ClusterSnapshot readAll() {
    Registrations before = known;
    List<String> asked = before.names();
    List<RefusedRecord> refused = new ArrayList<>();
    Map<String, Heartbeat> heartbeats = new HashMap<>(asked.size() * 4 / 3 + 1);
    Response<Object> time;
    Registrations now;
    try (AbstractPipeline pipeline = redis.pipelined()) {
      Response<Map<String, String>> hash = pipeline.hgetAll(keys.servers());
      time = pipeline.eval(TIME, List.of(keys.servers()), List.of());
      NewestHeartbeats newest = new NewestHeartbeats(pipeline, keys, asked);
      pipeline.sync();
      now = before.read(hash.get());
      newest.answers(heartbeats, refused::add);
    }
    Set<String> missed = now == before ? Set.of() : difference(now.names(), asked);
    if (!missed.isEmpty()) {
      try (AbstractPipeline pipeline = redis.pipelined()) {
        time = pipeline.eval(TIME, List.of(keys.servers()), List.of());
        NewestHeartbeats newest = new NewestHeartbeats(pipeline, keys, missed);
        pipeline.sync();
        newest.answers(heartbeats, refused::add);
      }
    }
    known = now;
    refused.addAll(now.refused());
    return new ClusterSnapshot(
        keys.cluster(),
        instant(time.get()),
        now.servers().stream()
            .map(s -> new ServerState(s, Optional.ofNullable(heartbeats.get(s.name()))))
            .toList(),
        refused);
  }

  private static Set<String> difference(List<String> some, List<String> others) {
    return Sets.difference(new HashSet<>(some), new HashSet<>(others));
  }

  private static Instant instant(Object time) {
    if (time instanceof List<?> parts && parts.size() == 2) {
      return Instant.ofEpochSecond(number(parts.get(0)), number(parts.get(1)) * 1000);
    }
    throw new JedisException("TIME gave no time");
  }

  private static long number(Object text) {
    try {
      return Long.parseLong(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new JedisException("TIME gave no number", e);
    }
  }

  static String reason(JedisException e) {
    Throwable root = Throwables.getRootCause(e);
    return Syntax.quote(String.valueOf(root.getMessage()));
  }
}
