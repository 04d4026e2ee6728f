package io.restartmonkey.health;

import static com.google.common.base.Preconditions.checkNotNull;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.TimeText;
import io.restartmonkey.term.Option;
import io.restartmonkey.term.OptionException;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * Everything that a monitor goes by. Immutable.
 *
 * @param health when a server counts as hung or overloaded
 * @param guards what may be done, and when
 * @param stepDeadline how long a treatment may take; default 10 min
 * @param freshness how old a heartbeat may be for its server to count as running; default 10 s
 * @param localAllowed whether the machine that this runs on may be treated; default no
 * @param trafficCheck time between two looks at who gets traffic from the proxies; default 5 min
 * @param repeatAlerts time after which a lasting alert is said again; default 1 h
 */
@RecordBuilder
public record MonitorPolicy(
    HealthPolicy health,
    GuardPolicy guards,
    Duration stepDeadline,
    Duration freshness,
    boolean localAllowed,
    Duration trafficCheck,
    Duration repeatAlerts) {
  /** All defaults. */
  public static final MonitorPolicy DEFAULT =
      new MonitorPolicy(
          HealthPolicy.DEFAULT,
          GuardPolicy.DEFAULT,
          Duration.ofMinutes(10),
          ClusterSnapshot.DEFAULT_FRESHNESS,
          false,
          Duration.ofMinutes(5),
          AlertBook.DEFAULT_REPEAT);

  /** Begins a policy with all defaults. */
  public static MonitorPolicyBuilder builder() {
    return MonitorPolicyBuilder.builder(DEFAULT);
  }

  /**
   * @throws OptionException if a value makes no sense
   */
  public MonitorPolicy {
    checkNotNull(health, "a policy needs a HealthPolicy");
    checkNotNull(guards, "a policy needs a GuardPolicy");
    requirePositive(Option.TREATMENT_DEADLINE, stepDeadline);
    requirePositive(Option.FRESHNESS, freshness);
    requirePositive(Option.TRAFFIC_CHECK, trafficCheck);
    requirePositive(Option.REPEAT_ALERTS, repeatAlerts);
  }

  private static void requirePositive(Option option, Duration time) {
    option.require(time.compareTo(Duration.ZERO) > 0, "is %s: longer than 0", TimeText.of(time));
  }
}
