package io.restartmonkey.launcher.command;

import io.restartmonkey.simulation.SimulatedDay;

/** The totals of simulated days that broke no invariant. */
final class SimulationTotals {
  private long faults;
  private long changes;
  private long alerts;
  private long restarts;

  void add(SimulatedDay day) {
    faults += day.faults();
    changes += day.changes();
    alerts += day.alerts();
    restarts += day.restarts();
  }

  /**
   * The totals in one line.
   *
   * @param from the first seed
   * @param end the seed after the last one
   */
  String summary(long from, long end) {
    return "%d days (seeds %d to %d) with %d faults: %d changes were made, %d alerts sent, %d restarts of the cluster done; every invariant held"
        .formatted(end - from, from, end - 1, faults, changes, alerts, restarts);
  }
}
