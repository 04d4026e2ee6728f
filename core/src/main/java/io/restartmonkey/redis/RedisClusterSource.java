package io.restartmonkey.redis;

import com.google.common.collect.Lists;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.redis.NewestHeartbeats.Question;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.ClusterSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Reads a cluster's state from Redis.
 *
 * <ol>
 *   <li>One pipelined round trip: the registrations, the clock, and the newest heartbeat of each
 *       server that was registered at the last read.
 *   <li>A second one for the servers that were not, if there are any; and one for each further
 *       10,000 servers.
 * </ol>
 *
 * <p>Every value is hostile: what is not strictly what it must be is refused and counted. Set read
 * timeouts on the client, as a stopped Redis accepts connections and never answers. Thread-safe;
 * keep one for many reads.
 */
public final class RedisClusterSource implements ClusterSource {
  /** Of a larger fleet, the answers of so many servers are in memory at a time. */
  private static final int AT_ONCE = 10_000;

  /** What was registered at the last read, and the question about each of those servers. */
  private record Known(Registrations registrations, List<Question> questions) {}

  private final UnifiedJedis redis;
  private final Keys keys;
  private volatile Known known = new Known(Registrations.NONE, List.of());

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
          "cannot read cluster '%s' from Redis: %s".formatted(keys.cluster(), Reason.withCure(e)),
          e);
    }
  }

  private ClusterSnapshot readAll() {
    Known before = known;
    List<Question> first = before.questions.subList(0, Math.min(AT_ONCE, before.questions.size()));
    RoundTrips trips = new RoundTrips(redis, keys);
    Registrations now = before.registrations.read(trips.askWithRegistrations(first));
    List<Question> asked = asked(before, now);
    Lists.partition(asked.subList(first.size(), asked.size()), AT_ONCE).forEach(trips::ask);
    List<ServerState> states;
    if (now == before.registrations) {
      states = inOrder(now.servers(), trips.heartbeats());
    } else {
      states = byName(now.servers(), asked, trips.heartbeats());
      known = new Known(now, Question.about(keys, now.names()));
    }
    List<RefusedRecord> refused = new ArrayList<>(trips.refused());
    refused.addAll(now.refused());
    return new ClusterSnapshot(keys.cluster(), trips.time(), states, refused);
  }

  /** The questions about all servers that were registered at the last read, or are now. */
  private List<Question> asked(Known before, Registrations now) {
    List<Question> asked = new ArrayList<>(before.questions);
    if (now != before.registrations) {
      asked.addAll(Question.about(keys, difference(now.names(), before.registrations.names())));
    }
    return asked;
  }

  private static List<ServerState> inOrder(
      List<Server> servers, List<Optional<Heartbeat>> heartbeats) {
    List<ServerState> states = new ArrayList<>(servers.size());
    for (int i = 0; i < servers.size(); i++) {
      states.add(new ServerState(servers.get(i), heartbeats.get(i)));
    }
    return states;
  }

  private static List<ServerState> byName(
      List<Server> servers, List<Question> asked, List<Optional<Heartbeat>> heartbeats) {
    Map<String, Optional<Heartbeat>> byName = Maps.newHashMapWithExpectedSize(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      byName.put(asked.get(i).server(), heartbeats.get(i));
    }
    return servers.stream()
        .map(s -> new ServerState(s, byName.getOrDefault(s.name(), Optional.empty())))
        .toList();
  }

  private static Set<String> difference(List<String> some, List<String> others) {
    return Sets.difference(new HashSet<>(some), new HashSet<>(others));
  }
}
