package io.restartmonkey.monitor;

import java.time.Duration;

/**
 * Everything that a monitor goes by. Immutable.
 *
 * @param health when a server counts as hung or overloaded
 * @param guards what may be done, and when
 * @param stepDeadline how long a treatment may take; default 10 min
 * @param repeatAlerts time after which a lasting alert is said again; default 1 h
 */
public record MonitorPolicy(
    HealthPolicy health, GuardPolicy guards, Duration stepDeadline, Duration repeatAlerts) {
  /** All defaults. */
  public static final MonitorPolicy DEFAULT =
      new MonitorPolicy(
          HealthPolicy.DEFAULT,
          GuardPolicy.DEFAULT,
          Duration.ofMinutes(10),
          AlertBook.DEFAULT_REPEAT);
}
