package io.restartmonkey.launcher.setting;

import java.time.Duration;
import java.util.List;

/** Settings of what the monitor looks at, and of when it calls a server ill. */
public final class MonitorKeys {
  static final Section SECTION = new Section("Monitor: what it sees", "monitor");

  /** Time between two looks; 2 s. */
  public static final Setting<Duration> INTERVAL =
      SECTION.setting(
          "interval",
          new TimeSpan("100ms", "1m"),
          "2s",
          "The monitor looks at the cluster again after this time.");

  /** The groups that are watched; {@code app}. */
  public static final Setting<List<String>> SERVICES =
      SECTION.setting(
          "services",
          new ListOf<>(Name.GROUP, "groups with commas between them"),
          "app",
          "The monitor restarts servers of these groups when they hang or are overloaded.");

  /** Silence after which a server hangs; 15 s. */
  public static final Setting<Duration> HUNG_AFTER =
      SECTION.setting(
          "hung_after",
          new TimeSpan("1s", "1h"),
          "15s",
          "After this silence the monitor asks a server directly, and then calls it hung; at least two intervals.");

  /** How long an app must be down; 10 s. */
  public static final Setting<Duration> APP_DOWN_AFTER =
      SECTION.setting(
          "app_down_after",
          new TimeSpan("1s", "1h"),
          "10s",
          "An app is down if its agent says so for this long; at least two intervals.");

  /** CPU from which on a heartbeat is busy; 90 percent. */
  public static final Setting<Integer> CPU_HIGH =
      SECTION.setting(
          "cpu_high",
          new WholeNumber(1, 100, "percent"),
          "90",
          "A heartbeat with this CPU or more counts as busy, in percent of what the server may use.");

  /** CPU down to which a heartbeat is calm; 70 percent. */
  public static final Setting<Integer> CPU_LOW =
      SECTION.setting(
          "cpu_low",
          new WholeNumber(0, 100, "percent"),
          "70",
          "A heartbeat with this CPU or less counts as calm; it must be below monitor.cpu_high.");

  /** Heartbeats that are looked back on; 150. */
  public static final Setting<Integer> SAMPLES =
      SECTION.setting(
          "samples",
          new WholeNumber(1, 1024, "heartbeats"),
          "150",
          "The monitor judges CPU by this many of the last heartbeats; 150 are five minutes.");

  /** How many of them decide; 120. */
  public static final Setting<Integer> NEEDED =
      SECTION.setting(
          "needed",
          new WholeNumber(1, 1024, "heartbeats"),
          "120",
          "This many of monitor.samples must be busy for an overload, or calm for its end; from half to all of them.");

  /** How long CPU is not judged; 5 minutes. */
  public static final Setting<Duration> CPU_GRACE =
      SECTION.setting(
          "cpu_grace",
          new TimeSpan("0s", "24h"),
          "5m",
          "The monitor does not judge CPU for this long after a cure, a boot or the first registration.");

  /** Good heartbeats until a server is trusted again; 3. */
  public static final Setting<Integer> RECOVERY =
      SECTION.setting(
          "recovery",
          new WholeNumber(1, 1000, "heartbeats"),
          "3",
          "The monitor trusts a server again after this many good heartbeats in a row.");

  /** Time between two looks at the proxies; 5 minutes. */
  public static final Setting<Duration> TRAFFIC_CHECK =
      SECTION.setting(
          "traffic_check",
          new TimeSpan("10s", "24h"),
          "5m",
          "The monitor asks the proxies this often which servers get traffic.");

  /** The port of SSH; 22. */
  public static final Setting<Integer> SSH_PORT =
      SECTION.setting(
          "ssh_port",
          new WholeNumber(1, 65_535, ""),
          "22",
          "The monitor asks a silent server at this SSH port; ansible_port in the template takes precedence.");

  /** The port of the app; 8080. */
  public static final Setting<Integer> APP_PORT =
      SECTION.setting(
          "app_port",
          new WholeNumber(1, 65_535, ""),
          "8080",
          "The monitor asks a silent app at this port.");

  private MonitorKeys() {}
}
