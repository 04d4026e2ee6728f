package io.restartmonkey.simulation;

import io.restartmonkey.simulation.SimulatedServer.App;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fault that comes back every hour for a week, whatever was done about it. It makes a simulated
 * day a week long; the time in between, in which nothing happens, is left out.
 */
final class ComingBack {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int HOURS_OF_A_WEEK = 7 * 24;

  /** Longer than the monitor needs to see it. */
  private static final Duration LASTS = Duration.ofMinutes(8);

  private final FaultTargets victims;

  /**
   * @param victims draws which server has it
   */
  ComingBack(FaultTargets victims) {
    this.victims = victims;
  }

  /** One that begins then. */
  List<Fault> draw(Duration at) {
    SimulatedServer server = victims.server();
    App how = victims.one(List.of(App.BUSY, App.BUSY, App.HUNG));
    return every(at, server, how);
  }

  /** This one. */
  static List<Fault> every(Duration at, SimulatedServer server, App how) {
    String what = how == App.BUSY ? "burns CPU" : "hangs";
    return IntStream.range(0, HOURS_OF_A_WEEK)
        .mapToObj(
            hour ->
                new Fault(
                    at.plus(HOUR.multipliedBy(hour)),
                    LASTS,
                    server.name() + " " + what + " again",
                    () -> server.becomes(how),
                    () -> server.recoverFrom(how)))
        .toList();
  }
}
