package io.restartmonkey.redis;

import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.health.Pause;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.PauseStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** A cluster's pause, as a key in Redis that expires when the pause is over. */
public final class RedisPauses implements PauseStore {
  private static final String READ = LuaScript.text("read_pause.lua");

  private static final String BEGIN = LuaScript.text("begin_pause.lua");

  /** What Redis says of a key that is not there, and of one that never expires. */
  private static final long NO_KEY = -2;

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final UnifiedJedis redis;
  private final Keys keys;
  private final Clock clock;

  /**
   * The pause of this cluster.
   *
   * @param clock what the end of a pause is told by
   */
  public RedisPauses(UnifiedJedis redis, String cluster, Clock clock) {
    this.redis = redis;
    this.keys = new Keys(cluster);
    this.clock = clock;
  }

  @Override
  public Optional<Pause> read() {
    Object answer = ask(() -> redis.eval(READ, List.of(keys.pause()), List.of()));
    if (answer instanceof List<?> parts
        && parts.size() == 3
        && parts.get(2) instanceof Long left
        && left != NO_KEY) {
      Duration time = left < 0 ? FOR_EVER : Duration.ofMillis(left);
      return Optional.of(
          new Pause(safe(parts.get(0)), safe(parts.get(1)), clock.instant().plus(time)));
    }
    return Optional.empty();
  }

  @Override
  public void begin(String who, String why, Duration time) {
    ask(
        () ->
            redis.eval(
                BEGIN, List.of(keys.pause()), List.of(who, why, Long.toString(time.toMillis()))));
  }

  @Override
  public void end() {
    ask(() -> redis.del(keys.pause()));
  }

  private static String safe(Object text) {
    String quoted = Syntax.quote(String.valueOf(text));
    return quoted.substring(1, quoted.length() - 1);
  }

  private static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (JedisException e) {
      throw new ClusterUnreachableException(
          "the pause cannot be read or written in Redis: " + Reason.withCure(e), e);
    }
  }
}
