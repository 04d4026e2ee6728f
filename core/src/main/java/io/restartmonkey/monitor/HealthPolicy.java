package io.restartmonkey.monitor;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * When a server counts as hung or overloaded. Immutable.
 *
 * @param interval time between two looks at the cluster; default 2 s, the interval of heartbeats
 * @param hungAfter silence after which a server is asked directly; default 15 s
 * @param appDownAfter how long an agent must have said that its app is down; default 10 s
 * @param cpuHigh CPU in percent of one core from which a heartbeat counts as busy; default 90
 * @param cpuLow CPU in percent of one core down to which it counts as calm; default 70
 * @param samples heartbeats that are looked back on, 1 to 32; default 10
 * @param needed how many of these must be busy for an overload, or calm for its end; default 8
 * @param recovery good heartbeats in a row until trust is back; default 3
 */
public record HealthPolicy(
    Duration interval,
    Duration hungAfter,
    Duration appDownAfter,
    double cpuHigh,
    double cpuLow,
    int samples,
    int needed,
    int recovery) {

  /** All defaults. */
  public static final HealthPolicy DEFAULT =
      new HealthPolicy(
          Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(10), 90, 70, 10, 8, 3);

  private static final int MOST_SAMPLES = 32;

  /**
   * @throws IllegalArgumentException if a value, or two of them together, make no sense
   */
  public HealthPolicy {
    checkArgument(
        interval.toMillis() >= 100, "interval is %s: at least 100ms are needed", text(interval));
    checkArgument(
        hungAfter.compareTo(interval.multipliedBy(2)) >= 0,
        "hung_after is %s: shorter than two heartbeats (%s), every server would be hung",
        text(hungAfter),
        text(interval.multipliedBy(2)));
    checkArgument(
        appDownAfter.compareTo(interval.multipliedBy(2)) >= 0,
        "app_down_after is %s: shorter than two heartbeats (%s), every restart of an app would be a hang",
        text(appDownAfter),
        text(interval.multipliedBy(2)));
    checkArgument(
        cpuHigh > 0 && cpuHigh <= 409_600, "cpu_high is %s: more than 0, up to 409600", cpuHigh);
    checkArgument(
        cpuLow >= 0 && cpuLow < cpuHigh,
        "cpu_low is %s: must be below cpu_high (%s)",
        cpuLow,
        cpuHigh);
    checkArgument(
        samples >= 1 && samples <= MOST_SAMPLES,
        "samples is %s: 1 to %s are possible",
        samples,
        MOST_SAMPLES);
    checkArgument(
        needed >= 1 && needed <= samples,
        "needed is %s: 1 up to the number of samples (%s)",
        needed,
        samples);
    checkArgument(recovery >= 1, "recovery is %s: at least 1", recovery);
  }

  private static String text(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
