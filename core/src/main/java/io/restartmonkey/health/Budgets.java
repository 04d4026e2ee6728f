package io.restartmonkey.health;

import io.restartmonkey.term.Option;
import io.restartmonkey.term.OptionException;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * How many cures servers get, beside {@link GuardPolicy#attemptsPerHour}. A cure that climbs
 * several rungs of the ladder counts once; one that never reached its server does not count.
 * Immutable.
 *
 * <p>A server that hangs serves nobody, so it has some room: past its day it goes into quarantine.
 * CPU is a weak signal from a server that serves: it is a reason for a cure only while the server
 * and its service got few of them, for whatever reason. Past that it is held and told; where one of
 * the four numbers for CPU is 0, from the start.
 *
 * @param perDay cures that a server gets in a day before it is left alone; default 8
 * @param ofServicePerHour cures that all servers of a service get in an hour; default 10
 * @param ofServicePerDay the same in a day; default 24
 * @param cpuPerHour cures in an hour from which on a server is not cured for its CPU; default 2
 * @param cpuPerDay the same in a day; default 3
 * @param cpuOfServicePerHour cures of a service in an hour from which on none of its servers is
 *     cured for its CPU; default 3
 * @param cpuOfServicePerDay the same in a day; default 6
 */
@RecordBuilder
public record Budgets(
    int perDay,
    int ofServicePerHour,
    int ofServicePerDay,
    int cpuPerHour,
    int cpuPerDay,
    int cpuOfServicePerHour,
    int cpuOfServicePerDay) {

  /** All defaults. */
  public static final Budgets DEFAULT = new Budgets(8, 10, 24, 2, 3, 3, 6);

  /** Begins budgets with all defaults. */
  public static BudgetsBuilder builder() {
    return BudgetsBuilder.builder(DEFAULT);
  }

  /**
   * @throws OptionException if a value makes no sense
   */
  public Budgets {
    Option.ATTEMPTS_PER_DAY.require(perDay >= 1, "is %s: at least 1", perDay);
    Option.SERVICE_ATTEMPTS_PER_HOUR.require(
        ofServicePerHour >= 1, "is %s: at least 1", ofServicePerHour);
    Option.SERVICE_ATTEMPTS_PER_DAY.require(
        ofServicePerDay >= 1, "is %s: at least 1", ofServicePerDay);
    Option.CPU_ATTEMPTS_PER_HOUR.require(cpuPerHour >= 0, "is %s: 0 or more", cpuPerHour);
    Option.CPU_ATTEMPTS_PER_DAY.require(cpuPerDay >= 0, "is %s: 0 or more", cpuPerDay);
    Option.CPU_SERVICE_ATTEMPTS_PER_HOUR.require(
        cpuOfServicePerHour >= 0, "is %s: 0 or more", cpuOfServicePerHour);
    Option.CPU_SERVICE_ATTEMPTS_PER_DAY.require(
        cpuOfServicePerDay >= 0, "is %s: 0 or more", cpuOfServicePerDay);
  }
}
