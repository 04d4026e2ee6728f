package io.restartmonkey.fake;

import io.restartmonkey.health.Pause;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.PauseStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A pause in memory. Not thread-safe. */
public final class InMemoryPauses implements PauseStore {
  private final Clock clock;
  private Optional<Pause> pause = Optional.empty();
  private boolean reachable = true;

  /** No pause yet. */
  public InMemoryPauses(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Optional<Pause> read() {
    requireReachable();
    return pause.filter(p -> clock.instant().isBefore(p.until()));
  }

  @Override
  public void begin(String who, String why, Duration time) {
    requireReachable();
    pause = Optional.of(new Pause(who, why, clock.instant().plus(time)));
  }

  @Override
  public void end() {
    requireReachable();
    pause = Optional.empty();
  }

  /** Whether the store answers. */
  public void reachable(boolean now) {
    reachable = now;
  }

  private void requireReachable() {
    if (!reachable) {
      throw new ClusterUnreachableException("connection refused");
    }
  }
}
