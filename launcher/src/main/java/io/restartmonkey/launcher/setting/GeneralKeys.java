package io.restartmonkey.launcher.setting;

import java.time.Duration;

/** Settings of every command. */
public final class GeneralKeys {
  static final Section SECTION = new Section("The cluster");

  /** The name of the cluster; {@code demo}. */
  public static final Setting<String> CLUSTER =
      SECTION.setting("cluster", Name.CLUSTER, "demo", "The cluster has this name.");

  /** How old a heartbeat may be; 10 s. */
  public static final Setting<Duration> FRESHNESS =
      SECTION.setting(
          "freshness",
          new TimeSpan("1s", "1h"),
          "10s",
          "A server counts as running if its last heartbeat is at most this old.");

  /** How long a step may take; 15 minutes. */
  public static final Setting<Duration> STEP_DEADLINE =
      SECTION.setting(
          "step_deadline",
          new TimeSpan("1s", "24h"),
          "15m",
          "Restart Monkey ends a step of a run that takes longer than this.");

  /** Whether the machine that this runs on may be a target; no. */
  public static final Setting<Boolean> ALLOW_LOCAL =
      SECTION.setting(
          "allow_local",
          new YesNo(),
          "false",
          "If true, Restart Monkey may also restart its own machine.");

  private GeneralKeys() {}
}
