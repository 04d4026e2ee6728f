package io.restartmonkey.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Builder;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.KeyValue;

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

  private static final byte[] TOO_LONG = "(too long)".getBytes(UTF_8);

  /**
   * A script, as a plain command names no key that would tell a Redis Cluster which node to ask.
   */
  private static final String TIME = "return redis.call('TIME')";

  /** A hash as a flat list, in the older protocol of Redis and in the newer one. */
  private static final Builder<List<byte[]>> NAMES_AND_VALUES =
      new Builder<>() {
        @Override
        public List<byte[]> build(Object answer) {
          List<byte[]> flat = new ArrayList<>();
          for (Object each : answer instanceof List<?> list ? list : List.of()) {
            if (each instanceof KeyValue<?, ?> pair) {
              flat.add(part(pair.getKey()));
              flat.add(part(pair.getValue()));
            } else {
              flat.add(part(each));
            }
          }
          return flat;
        }

        /** One that is too long was read as null, see {@link BoundedSocket}. */
        private byte[] part(@Nullable Object part) {
          return part instanceof byte[] bytes ? bytes : TOO_LONG;
        }
      };

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
    List<RefusedRecord> refused = new ArrayList<>();
    List<Optional<Heartbeat>> heartbeats = new ArrayList<>(before.questions.size());
    Registrations now;
    Response<Object> time;
    try (AbstractPipeline pipeline = redis.pipelined()) {
      Response<List<byte[]>> hash = pipeline.executeCommand(wholeHash());
      time = pipeline.eval(TIME, List.of(keys.servers()), List.of());
      NewestHeartbeats newest = new NewestHeartbeats(pipeline, first);
      pipeline.sync();
      now = before.registrations.read(Reason.answer(hash));
      heartbeats.addAll(newest.answers(refused::add));
    }
    List<Question> asked = new ArrayList<>(before.questions);
    if (now != before.registrations) {
      asked.addAll(Question.about(keys, difference(now.names(), before.registrations.names())));
    }
    for (List<Question> some :
        Lists.partition(asked.subList(first.size(), asked.size()), AT_ONCE)) {
      try (AbstractPipeline pipeline = redis.pipelined()) {
        time = pipeline.eval(TIME, List.of(keys.servers()), List.of());
        NewestHeartbeats newest = new NewestHeartbeats(pipeline, some);
        pipeline.sync();
        var unusedTime = Reason.answer(time);
        heartbeats.addAll(newest.answers(refused::add));
      }
    }
    List<ServerState> states;
    if (now == before.registrations) {
      states = inOrder(now.servers(), heartbeats);
    } else {
      states = byName(now.servers(), asked, heartbeats);
      known = new Known(now, Question.about(keys, now.names()));
    }
    refused.addAll(now.refused());
    return new ClusterSnapshot(keys.cluster(), instant(time.get()), states, refused);
  }

  private CommandObject<List<byte[]>> wholeHash() {
    return new CommandObject<>(
        new CommandArguments(Command.HGETALL).key(keys.servers()), NAMES_AND_VALUES);
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

  private static Instant instant(Object time) {
    if (time instanceof List<?> parts && parts.size() == 2) {
      try {
        return Instant.ofEpochSecond(number(parts.get(0)), number(parts.get(1)) * 1000);
      } catch (DateTimeException | ArithmeticException e) {
        throw new JedisException("TIME gave a time that cannot be", e);
      }
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
}
