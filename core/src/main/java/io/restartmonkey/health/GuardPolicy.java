package io.restartmonkey.health;

import static com.google.common.base.Preconditions.checkNotNull;
import static java.util.stream.Collectors.joining;

import io.restartmonkey.cluster.TimeText;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.term.Option;
import io.restartmonkey.term.OptionException;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the monitor may do, and when. Immutable.
 *
 * @param services groups whose servers are restarted when they hang or are overloaded; default app
 * @param floor servers of a service that always serve; default 1
 * @param observation how long to watch before the first act, after a start and after a time in
 *     which the cluster could not be seen; default 60 s
 * @param massShare the share of all servers that may be silent at once, 0 to 1; more than that, and
 *     more than one, means that we are the sick one; default one third
 * @param attemptsPerHour cures that a server gets in an hour; default 3
 * @param backOff pause after a cure, doubled for each further one in the hour; default 1 min
 * @param longestBackOff what that grows up to; default 30 min
 * @param ladder cures in the order in which they are tried; default restart of the service, reboot,
 *     power-cycle, replacement
 * @param maxSurge surge servers at a time; default 1
 * @param surgeLease how long a surge server may live; default 2 h
 * @param keepSurge whether a surge server stays when it is no longer needed; default no
 * @param outageAllowed whether the only server of a service may be restarted where none can be
 *     added; default no
 * @param windows times of maintenance, in which nothing is done; default none
 * @param budgets how many cures servers get in a day, services in an hour and a day, and CPU alone
 */
@RecordBuilder
public record GuardPolicy(
    Set<String> services,
    int floor,
    Duration observation,
    double massShare,
    int attemptsPerHour,
    Duration backOff,
    Duration longestBackOff,
    List<Remedy> ladder,
    int maxSurge,
    Duration surgeLease,
    boolean keepSurge,
    boolean outageAllowed,
    List<MaintenanceWindow> windows,
    Budgets budgets) {

  private static final List<Remedy> RUNGS =
      List.of(Remedy.RESTART_SERVICE, Remedy.REBOOT, Remedy.POWER_CYCLE, Remedy.REPLACE);

  /** All defaults. */
  public static final GuardPolicy DEFAULT =
      new GuardPolicy(
          Set.of("app"),
          1,
          Duration.ofSeconds(60),
          1.0 / 3,
          3,
          Duration.ofMinutes(1),
          Duration.ofMinutes(30),
          RUNGS,
          1,
          Duration.ofHours(2),
          false,
          false,
          List.of(),
          Budgets.DEFAULT);

  /** Begins a policy with all defaults. */
  public static GuardPolicyBuilder builder() {
    return GuardPolicyBuilder.builder(DEFAULT);
  }

  /**
   * @throws OptionException if a value, or two of them together, make no sense
   */
  public GuardPolicy {
    services = Set.copyOf(services);
    ladder = List.copyOf(ladder);
    windows = List.copyOf(windows);
    checkNotNull(budgets, "a policy needs budgets");
    Option.SERVICES.require(!services.isEmpty(), "is empty: name at least one group to watch");
    Option.FLOOR.require(floor >= 0, "is %s: 0 or more", floor);
    Option.OBSERVATION.require(
        !observation.isNegative(), "is %s: 0 or longer", TimeText.of(observation));
    Option.MASS_SHARE.require(massShare >= 0 && massShare < 1, "is %s: 0 up to below 1", massShare);
    Option.ATTEMPTS_PER_HOUR.require(attemptsPerHour >= 1, "is %s: at least 1", attemptsPerHour);
    Option.BACK_OFF.require(!backOff.isNegative(), "is %s: 0 or longer", TimeText.of(backOff));
    Option.LONGEST_BACK_OFF.require(
        longestBackOff.compareTo(backOff) >= 0,
        "is %s: shorter than %s (%s)",
        TimeText.of(longestBackOff),
        Option.BACK_OFF,
        TimeText.of(backOff));
    Option.LADDER.require(
        !ladder.isEmpty() && ladder.equals(RUNGS.stream().filter(ladder::contains).toList()),
        "is %s: some of %s, in this order",
        words(ladder),
        words(RUNGS));
    Option.MAX_SURGE.require(maxSurge >= 0, "is %s: 0 or more", maxSurge);
    Option.SURGE_LEASE.require(
        !surgeLease.isNegative() && !surgeLease.isZero(),
        "is %s: longer than 0",
        TimeText.of(surgeLease));
  }

  private static String words(List<Remedy> ladder) {
    return ladder.isEmpty() ? "empty" : ladder.stream().map(Remedy::word).collect(joining(", "));
  }
}
