package io.restartmonkey.simulation;

import io.restartmonkey.health.Pause;
import io.restartmonkey.simulation.Fault.Kind;
import io.restartmonkey.simulation.SimulatedServer.App;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What goes wrong with Redis, and what somebody writes there. */
final class RedisFaults {
  /** Longer than anything that a clock is corrected by while its machine runs. */
  private static final int MAX_SECONDS_OFF = 600;

  private final FaultTargets victims;

  /**
   * @param victims draws whom a lie is about
   */
  RedisFaults(FaultTargets victims) {
    this.victims = victims;
  }

  /** The kinds. */
  List<Kind> kinds() {
    return List.of(
        this::isDown,
        this::comesBackEmpty,
        this::failsOver,
        this::doesNotAnswer,
        this::hasItsClockSet,
        this::isLiedTo,
        this::isToldToPause);
  }

  private SimulatedRedis redis() {
    return victims.world().redis();
  }

  private Fault isDown(Duration at, Duration lasts) {
    return new Fault(at, lasts, "Redis is down", redis()::goDown, redis()::comeBack);
  }

  private Fault comesBackEmpty(Duration at, Duration lasts) {
    return new Fault(
        at, lasts, "Redis is down, and comes back empty", redis()::goDown, redis()::comeBackEmpty);
  }

  private Fault failsOver(Duration at, Duration lasts) {
    return new Fault(
        at, lasts, "Redis fails over to older data", redis()::replicate, redis()::failOver);
  }

  /** What is written comes in, but whoever writes it is not told. */
  private Fault doesNotAnswer(Duration at, Duration lasts) {
    return new Fault(
        at,
        lasts,
        "Redis takes what comes, and does not answer",
        () -> redis().hang(true),
        () -> redis().hang(false));
  }

  private Fault hasItsClockSet(Duration at, Duration lasts) {
    Duration by =
        Duration.ofSeconds(victims.random().nextInt(2 * MAX_SECONDS_OFF) - MAX_SECONDS_OFF);
    return Fault.once(
        at, lasts, "the clock of Redis jumps by " + Trace.words(by), () -> redis().stepClock(by));
  }

  private Fault isLiedTo(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return new Fault(
        at,
        lasts,
        "lies about " + server.name(),
        () -> {
          redis().forged().forge(server.server(), "cloud; touch /tmp/{{ 7*7 }}");
          server.becomes(App.BUSY);
        },
        redis().forged()::clear);
  }

  private Fault isToldToPause(Duration at, Duration lasts) {
    return Fault.once(
        at,
        lasts,
        "an operator pauses the monitor for " + Trace.words(lasts),
        () -> {
          if (redis().isUp()) {
            redis().pause(Optional.of(new Pause("kim", "work", redis().now().plus(lasts))));
          }
        });
  }
}
