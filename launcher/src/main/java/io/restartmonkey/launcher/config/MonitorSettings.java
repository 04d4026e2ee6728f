package io.restartmonkey.launcher.config;

import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.MaintenanceWindow;
import io.restartmonkey.health.MonitorPolicy;
import java.util.Arrays;
import java.util.Set;

/** What the monitor goes by, as the settings say. */
public final class MonitorSettings {
  private MonitorSettings() {}

  /**
   * Reads it.
   *
   * @throws ConfigException if two settings together make no sense
   */
  public static MonitorPolicy policy(Settings settings) {
    try {
      return new MonitorPolicy(
          health(settings),
          guards(settings),
          settings.duration(Key.MONITOR_STEP_DEADLINE),
          settings.duration(Key.FRESHNESS),
          settings.flag(Key.ALLOW_LOCAL),
          settings.duration(Key.MONITOR_TRAFFIC_CHECK),
          settings.duration(Key.ALERTS_REPEAT));
    } catch (IllegalArgumentException e) {
      throw wrong(settings, String.valueOf(e.getMessage()));
    }
  }

  private static HealthPolicy health(Settings settings) {
    return new HealthPolicy(
        settings.duration(Key.MONITOR_INTERVAL),
        settings.duration(Key.MONITOR_HUNG_AFTER),
        settings.duration(Key.MONITOR_APP_DOWN_AFTER),
        settings.number(Key.MONITOR_CPU_HIGH),
        settings.number(Key.MONITOR_CPU_LOW),
        settings.number(Key.MONITOR_SAMPLES),
        settings.number(Key.MONITOR_NEEDED),
        settings.number(Key.MONITOR_RECOVERY),
        settings.duration(Key.MONITOR_CPU_GRACE));
  }

  private static GuardPolicy guards(Settings settings) {
    return new GuardPolicy(
        Set.copyOf(settings.list(Key.MONITOR_SERVICES)),
        settings.number(Key.MONITOR_FLOOR),
        settings.duration(Key.MONITOR_OBSERVATION),
        settings.number(Key.MONITOR_MASS_SHARE) / 100.0,
        settings.number(Key.MONITOR_ATTEMPTS),
        settings.duration(Key.MONITOR_BACK_OFF),
        settings.duration(Key.MONITOR_LONGEST_BACK_OFF),
        Remedies.read(settings.get(Key.MONITOR_LADDER).text()),
        settings.number(Key.MONITOR_MOST_EXTRAS),
        settings.duration(Key.MONITOR_EXTRA_LEASE),
        settings.flag(Key.MONITOR_KEEP_EXTRA),
        settings.flag(Key.MONITOR_ALLOW_OUTAGE),
        settings.list(Key.MONITOR_MAINTENANCE).stream().map(MaintenanceWindow::parse).toList(),
        budgets(settings));
  }

  private static Budgets budgets(Settings settings) {
    return new Budgets(
        settings.number(Key.MONITOR_ATTEMPTS_PER_DAY),
        settings.number(Key.MONITOR_SERVICE_ATTEMPTS_PER_HOUR),
        settings.number(Key.MONITOR_SERVICE_ATTEMPTS_PER_DAY),
        settings.number(Key.MONITOR_CPU_ATTEMPTS_PER_HOUR),
        settings.number(Key.MONITOR_CPU_ATTEMPTS_PER_DAY),
        settings.number(Key.MONITOR_CPU_SERVICE_ATTEMPTS_PER_HOUR),
        settings.number(Key.MONITOR_CPU_SERVICE_ATTEMPTS_PER_DAY));
  }

  /** The message begins with the name of the setting that it is about. */
  private static ConfigException wrong(Settings settings, String message) {
    String place =
        Arrays.stream(Key.values())
            .filter(key -> message.startsWith(key.path().replace("monitor.", "") + " is "))
            .findFirst()
            .map(key -> settings.get(key).origin())
            .filter(origin -> !origin.equals("default"))
            .orElse("settings of the monitor");
    return ConfigException.at(place, "monitor." + message);
  }
}
