package io.restartmonkey.health;

import static com.google.common.base.Preconditions.checkArgument;

import io.restartmonkey.plan.Remedy;
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
 * @param mostExtras extra servers at a time; default 1
 * @param extraLease how long an extra server may live; default 2 h
 * @param keepExtra whether an extra server stays when it is no longer needed; default no
 * @param outageAllowed whether the only server of a service may be restarted where none can be
 *     added; default no
 * @param windows times of maintenance, in which nothing is done; default none
 * @param budgets how many cures servers get in a day, services in an hour and a day, and CPU alone
 */
public record GuardPolicy(
    Set<String> services,
    int floor,
    Duration observation,
    double massShare,
    int attemptsPerHour,
    Duration backOff,
    Duration longestBackOff,
    List<Remedy> ladder,
    int mostExtras,
    Duration extraLease,
    boolean keepExtra,
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

  /** A policy with the default budgets. */
  public GuardPolicy(
      Set<String> services,
      int floor,
      Duration observation,
      double massShare,
      int attemptsPerHour,
      Duration backOff,
      Duration longestBackOff,
      List<Remedy> ladder,
      int mostExtras,
      Duration extraLease,
      boolean keepExtra,
      boolean outageAllowed,
      List<MaintenanceWindow> windows) {
    this(
        services,
        floor,
        observation,
        massShare,
        attemptsPerHour,
        backOff,
        longestBackOff,
        ladder,
        mostExtras,
        extraLease,
        keepExtra,
        outageAllowed,
        windows,
        Budgets.DEFAULT);
  }

  /**
   * @throws IllegalArgumentException if a value, or two of them together, make no sense
   */
  public GuardPolicy {
    services = Set.copyOf(services);
    ladder = List.copyOf(ladder);
    windows = List.copyOf(windows);
    checkArgument(!services.isEmpty(), "services is empty: name at least one group to watch");
    checkArgument(floor >= 0, "floor is %s: 0 or more", floor);
    checkArgument(!observation.isNegative(), "observation is %s: 0 or longer", observation);
    checkArgument(massShare >= 0 && massShare < 1, "mass_share is %s: 0 up to below 1", massShare);
    checkArgument(attemptsPerHour >= 1, "attempts_per_hour is %s: at least 1", attemptsPerHour);
    checkArgument(!backOff.isNegative(), "back_off is %s: 0 or longer", backOff);
    checkArgument(
        longestBackOff.compareTo(backOff) >= 0,
        "longest_back_off is %s: shorter than back_off (%s)",
        longestBackOff,
        backOff);
    checkArgument(
        !ladder.isEmpty() && ladder.equals(RUNGS.stream().filter(ladder::contains).toList()),
        "ladder is %s: some of %s, in this order",
        ladder,
        RUNGS);
    checkArgument(mostExtras >= 0, "most_extras is %s: 0 or more", mostExtras);
    checkArgument(
        !extraLease.isNegative() && !extraLease.isZero(),
        "extra_lease is %s: longer than 0",
        extraLease);
  }
}
