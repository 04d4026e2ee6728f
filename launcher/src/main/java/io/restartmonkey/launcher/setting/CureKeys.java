package io.restartmonkey.launcher.setting;

import io.restartmonkey.health.MaintenanceWindow;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.util.List;

/** Settings of what the monitor does, and of when it does nothing. */
public final class CureKeys {
  static final Section SECTION = new Section("Monitor: what it does", "monitor");

  /** How many servers of a service always serve; 1. */
  public static final Setting<Integer> FLOOR =
      SECTION.setting(
          "floor",
          new WholeNumber(0, 10_000, "servers"),
          "1",
          "Before the monitor restarts a server that serves, this many others of its service must serve.");

  /** How long the monitor only watches; 60 s. */
  public static final Setting<Duration> OBSERVATION =
      SECTION.setting(
          "observation",
          new TimeSpan("0s", "1h"),
          "60s",
          "The monitor watches for this long before it acts, after a start or after it could not see the cluster.");

  /** The share of servers from which on it is no fault of servers; 33 percent. */
  public static final Setting<Integer> MASS_SHARE =
      SECTION.setting(
          "mass_share",
          new WholeNumber(0, 99, "percent"),
          "33",
          "The monitor holds back if more than one server, and more than this share, fail at the same time.");

  /** Pause after a cure; 1 minute. */
  public static final Setting<Duration> BACK_OFF =
      SECTION.setting(
          "back_off",
          new TimeSpan("0s", "24h"),
          "1m",
          "After a cure the monitor waits this long before the next cure of that server; the pause doubles with each further cure in the hour.");

  /** The longest such pause; 30 minutes. */
  public static final Setting<Duration> LONGEST_BACK_OFF =
      SECTION.setting(
          "longest_back_off",
          new TimeSpan("0s", "24h"),
          "30m",
          "The pause after a cure is never longer than this; at least monitor.back_off.");

  /** The cures in their order; all. */
  public static final Setting<List<Remedy>> LADDER =
      SECTION.setting(
          "ladder",
          new ListOf<>(
              new RemedyName(), "some of " + new RemedyName().values() + ", in this order"),
          "restart-service,reboot,power-cycle,replace",
          "A cure tries these remedies, in this order.");

  /** How many surge servers at a time; 1. */
  public static final Setting<Integer> MAX_SURGE =
      SECTION.setting(
          "max_surge",
          new WholeNumber(0, 100, "servers"),
          "1",
          "There may be this many surge servers at a time.");

  /** How long a surge server may live; 2 hours. */
  public static final Setting<Duration> SURGE_LEASE =
      SECTION.setting(
          "surge_lease",
          new TimeSpan("1m", "720h"),
          "2h",
          "The monitor removes a surge server after this time at the latest.");

  /** Whether surge servers stay; no. */
  public static final Setting<Boolean> KEEP_SURGE =
      SECTION.setting(
          "keep_surge",
          new YesNo(),
          "false",
          "If true, a surge server stays when it is no longer needed.");

  /** Whether the only server of a service may go; no. */
  public static final Setting<Boolean> ALLOW_OUTAGE =
      SECTION.setting(
          "allow_outage",
          new YesNo(),
          "false",
          "If true, the monitor may restart the only server of a service when it cannot add a surge server.");

  /** When nothing is done; never. */
  public static final Setting<List<MaintenanceWindow>> MAINTENANCE =
      SECTION.setting(
          "maintenance",
          new ListOf<>(new WindowText(), new WindowText().values() + ", with commas between them"),
          "",
          "The monitor does nothing at these times.");

  /** How long a step of a treatment may take; 10 minutes. */
  public static final Setting<Duration> STEP_DEADLINE =
      SECTION.setting(
          "step_deadline",
          new TimeSpan("10s", "24h"),
          "10m",
          "Restart Monkey ends a step of a treatment that takes longer than this.");

  private CureKeys() {}
}
