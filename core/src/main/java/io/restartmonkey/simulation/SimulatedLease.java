package io.restartmonkey.simulation;

import io.restartmonkey.spi.RunLease;
import java.time.Duration;
import java.util.Optional;

/** A key in Redis that says who has something. It expires unless its holder renews it. */
final class SimulatedLease implements RunLease {
  private final SimulatedRedis redis;
  private final EventQueue queue;
  private final Duration lifetime;
  private Optional<String> holder = Optional.empty();
  private long until;
  private long token;

  SimulatedLease(SimulatedRedis redis, EventQueue queue, Duration lifetime) {
    this.redis = redis;
    this.queue = queue;
    this.lifetime = lifetime;
  }

  /** Redis loses the key. */
  void lose() {
    holder = Optional.empty();
    token = 0;
  }

  private Optional<String> held() {
    return holder.filter(h -> queue.nanos() < until);
  }

  @Override
  public Grant hold(String id) {
    return renew(id, 0);
  }

  @Override
  public Grant renew(String id, long had) {
    if (!redis.isUp()) {
      return new Grant.Unknown("connection refused");
    }
    Optional<String> other = held();
    if (other.isPresent() && !other.get().equals(id)) {
      return new Grant.Held(other.get());
    }
    if (other.isEmpty()) {
      if (had > 0 && token > had) {
        return new Grant.Overtaken();
      }
      token = had > 0 ? had : Math.max(token + 1, redis.now().toEpochMilli());
      holder = Optional.of(id);
    }
    until = queue.nanos() + lifetime.toNanos();
    return new Grant.Granted(token);
  }

  @Override
  public Optional<String> holder() {
    return !redis.isUp() ? Optional.empty() : held();
  }

  @Override
  public void release(String id) {
    if (redis.isUp() && held().equals(Optional.of(id))) {
      holder = Optional.empty();
    }
  }
}
