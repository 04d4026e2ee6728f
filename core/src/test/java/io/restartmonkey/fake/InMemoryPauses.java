package io.restartmonkey.fake;

import io.restartmonkey.health.Pause;
import io.restartmonkey.spi.PauseStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A pause in memory. Not thread-safe. */
public final class InMemoryPauses implements PauseStore {
  private final Clock clock;
  private Optional<Pause> pause = Optional.empty();

  /** No pause yet. */
  public InMemoryPauses(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Optional<Pause> read() {
    return pause.filter(p -> clock.instant().isBefore(p.until()));
  }

  @Override
  public void begin(String who, String why, Duration time) {
    pause = Optional.of(new Pause(who, why, clock.instant().plus(time)));
  }

  @Override
  public void end() {
    pause = Optional.empty();
  }
}
