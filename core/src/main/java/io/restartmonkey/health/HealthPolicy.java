package io.restartmonkey.health;

import io.restartmonkey.cluster.TimeText;
import io.restartmonkey.term.Option;
import io.restartmonkey.term.OptionException;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * When a server counts as hung or overloaded. Immutable.
 *
 * @param interval time between two looks at the cluster; default 2 s, the interval of heartbeats
 * @param hungAfter silence after which a server is asked directly; default 15 s
 * @param appDownAfter how long an agent must have said that its app is down; default 10 s
 * @param cpuHigh CPU in percent of the server from which a heartbeat counts as busy; default 90
 * @param cpuLow CPU in percent of the server down to which it counts as calm; default 70
 * @param samples heartbeats that are looked back on, 1 to 1024; default 150, which are 5 minutes
 * @param needed how many of these must be busy for an overload, or calm for its end, half of them
 *     at least; default 120, which are 4 minutes
 * @param recovery good heartbeats in a row until trust is back; default 3
 * @param cpuGrace for how long CPU is not judged after a cure, a boot, or a server's first
 *     registration, as caches and compilers warm up; default 5 min
 */
@RecordBuilder
public record HealthPolicy(
    Duration interval,
    Duration hungAfter,
    Duration appDownAfter,
    double cpuHigh,
    double cpuLow,
    int samples,
    int needed,
    int recovery,
    Duration cpuGrace) {

  /** All defaults. */
  public static final HealthPolicy DEFAULT =
      new HealthPolicy(
          Duration.ofSeconds(2),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          90,
          70,
          150,
          120,
          3,
          Duration.ofMinutes(5));

  private static final int MAX_SAMPLES = 1024;

  /** Begins a policy with all defaults. */
  public static HealthPolicyBuilder builder() {
    return HealthPolicyBuilder.builder(DEFAULT);
  }

  /**
   * @throws OptionException if a value, or two of them together, make no sense
   */
  public HealthPolicy {
    Option.INTERVAL.require(
        interval.toMillis() >= 100, "is %s: at least 100ms are needed", TimeText.of(interval));
    Option.HUNG_AFTER.require(
        hungAfter.compareTo(interval.multipliedBy(2)) >= 0,
        "is %s: shorter than two of %s (%s), every server would be hung",
        TimeText.of(hungAfter),
        Option.INTERVAL,
        TimeText.of(interval.multipliedBy(2)));
    Option.APP_DOWN_AFTER.require(
        appDownAfter.compareTo(interval.multipliedBy(2)) >= 0,
        "is %s: shorter than two of %s (%s), every restart of an app would be a hang",
        TimeText.of(appDownAfter),
        Option.INTERVAL,
        TimeText.of(interval.multipliedBy(2)));
    Option.CPU_HIGH.require(
        cpuHigh > 0 && cpuHigh <= 100,
        "is %s percent of the server: more than 0, up to 100",
        number(cpuHigh));
    Option.CPU_LOW.require(
        cpuLow >= 0 && cpuLow < cpuHigh,
        "is %s: must be below %s (%s)",
        number(cpuLow),
        Option.CPU_HIGH,
        number(cpuHigh));
    Option.SAMPLES.require(
        samples >= 1 && samples <= MAX_SAMPLES,
        "is %s: 1 to %s are possible",
        samples,
        MAX_SAMPLES);
    Option.NEEDED.require(
        needed >= 1 && needed <= samples && 2 * needed >= samples,
        "is %s: half of %s (%s) up to all of them, or a moment would be an overload",
        needed,
        Option.SAMPLES,
        samples);
    Option.RECOVERY.require(recovery >= 1, "is %s: at least 1", recovery);
    Option.CPU_GRACE.require(!cpuGrace.isNegative(), "is %s: 0 or longer", TimeText.of(cpuGrace));
  }

  /** How many heartbeats the grace lasts. */
  public int graceBeats() {
    return (int) Math.min(Integer.MAX_VALUE, cpuGrace.dividedBy(interval));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
