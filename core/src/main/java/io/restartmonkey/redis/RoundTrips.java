package io.restartmonkey.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.redis.NewestHeartbeats.Question;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
 * The pipelined round trips of one read of a cluster. They gather heartbeats, refused records and
 * the time of Redis. For one use.
 */
final class RoundTrips {
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

  private final UnifiedJedis redis;
  private final Keys keys;
  private final List<Optional<Heartbeat>> heartbeats = new ArrayList<>();
  private final List<RefusedRecord> refused = new ArrayList<>();
  private @Nullable Response<Object> time;

  RoundTrips(UnifiedJedis redis, Keys keys) {
    this.redis = redis;
    this.keys = keys;
  }

  /**
   * Asks about servers, and which servers are registered.
   *
   * @return the hash of registrations, names and values in turn
   */
  List<byte[]> askWithRegistrations(List<Question> questions) {
    try (AbstractPipeline pipeline = redis.pipelined()) {
      Response<List<byte[]>> hash = pipeline.executeCommand(wholeHash());
      time = askTime(pipeline);
      NewestHeartbeats newest = new NewestHeartbeats(pipeline, questions);
      pipeline.sync();
      List<byte[]> registrations = Reason.answer(hash);
      heartbeats.addAll(newest.answers(refused::add));
      return registrations;
    }
  }

  /** Asks about further servers. */
  void ask(List<Question> questions) {
    try (AbstractPipeline pipeline = redis.pipelined()) {
      Response<Object> now = askTime(pipeline);
      NewestHeartbeats newest = new NewestHeartbeats(pipeline, questions);
      pipeline.sync();
      var unusedTime = Reason.answer(now);
      heartbeats.addAll(newest.answers(refused::add));
      time = now;
    }
  }

  /** The newest heartbeat of each server, in the order of the questions. */
  List<Optional<Heartbeat>> heartbeats() {
    return heartbeats;
  }

  /** The heartbeats that cannot be believed. */
  List<RefusedRecord> refused() {
    return refused;
  }

  /** The time of Redis at the last round trip. */
  Instant time() {
    return instant(Reason.answer(Objects.requireNonNull(time, "no round trip yet")));
  }

  private CommandObject<List<byte[]>> wholeHash() {
    return new CommandObject<>(
        new CommandArguments(Command.HGETALL).key(keys.servers()), NAMES_AND_VALUES);
  }

  private Response<Object> askTime(AbstractPipeline pipeline) {
    return pipeline.eval(TIME, List.of(keys.servers()), List.of());
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
