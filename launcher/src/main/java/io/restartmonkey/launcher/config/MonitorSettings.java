package io.restartmonkey.launcher.config;

import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.launcher.setting.AlertKeys;
import io.restartmonkey.launcher.setting.BudgetKeys;
import io.restartmonkey.launcher.setting.CoreOptions;
import io.restartmonkey.launcher.setting.CureKeys;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.launcher.setting.MonitorKeys;
import io.restartmonkey.term.OptionException;
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
      return MonitorPolicy.builder()
          .health(health(settings))
          .guards(guards(settings))
          .stepDeadline(settings.get(CureKeys.STEP_DEADLINE))
          .freshness(settings.get(GeneralKeys.FRESHNESS))
          .localAllowed(settings.get(GeneralKeys.ALLOW_LOCAL))
          .trafficCheck(settings.get(MonitorKeys.TRAFFIC_CHECK))
          .repeatAlerts(settings.get(AlertKeys.REPEAT))
          .build();
    } catch (OptionException e) {
      throw wrong(settings, e);
    }
  }

  private static HealthPolicy health(Settings settings) {
    return HealthPolicy.builder()
        .interval(settings.get(MonitorKeys.INTERVAL))
        .hungAfter(settings.get(MonitorKeys.HUNG_AFTER))
        .appDownAfter(settings.get(MonitorKeys.APP_DOWN_AFTER))
        .cpuHigh(settings.get(MonitorKeys.CPU_HIGH))
        .cpuLow(settings.get(MonitorKeys.CPU_LOW))
        .samples(settings.get(MonitorKeys.SAMPLES))
        .needed(settings.get(MonitorKeys.NEEDED))
        .recovery(settings.get(MonitorKeys.RECOVERY))
        .cpuGrace(settings.get(MonitorKeys.CPU_GRACE))
        .build();
  }

  private static GuardPolicy guards(Settings settings) {
    return GuardPolicy.builder()
        .services(Set.copyOf(settings.get(MonitorKeys.SERVICES)))
        .floor(settings.get(CureKeys.FLOOR))
        .observation(settings.get(CureKeys.OBSERVATION))
        .massShare(settings.get(CureKeys.MASS_SHARE) / 100.0)
        .attemptsPerHour(settings.get(BudgetKeys.ATTEMPTS_PER_HOUR))
        .backOff(settings.get(CureKeys.BACK_OFF))
        .longestBackOff(settings.get(CureKeys.LONGEST_BACK_OFF))
        .ladder(settings.get(CureKeys.LADDER))
        .maxSurge(settings.get(CureKeys.MAX_SURGE))
        .surgeLease(settings.get(CureKeys.SURGE_LEASE))
        .keepSurge(settings.get(CureKeys.KEEP_SURGE))
        .outageAllowed(settings.get(CureKeys.ALLOW_OUTAGE))
        .windows(settings.get(CureKeys.MAINTENANCE))
        .budgets(budgets(settings))
        .build();
  }

  private static Budgets budgets(Settings settings) {
    return Budgets.builder()
        .perDay(settings.get(BudgetKeys.ATTEMPTS_PER_DAY))
        .ofServicePerHour(settings.get(BudgetKeys.SERVICE_ATTEMPTS_PER_HOUR))
        .ofServicePerDay(settings.get(BudgetKeys.SERVICE_ATTEMPTS_PER_DAY))
        .cpuPerHour(settings.get(BudgetKeys.CPU_ATTEMPTS_PER_HOUR))
        .cpuPerDay(settings.get(BudgetKeys.CPU_ATTEMPTS_PER_DAY))
        .cpuOfServicePerHour(settings.get(BudgetKeys.CPU_SERVICE_ATTEMPTS_PER_HOUR))
        .cpuOfServicePerDay(settings.get(BudgetKeys.CPU_SERVICE_ATTEMPTS_PER_DAY))
        .build();
  }

  /** Of settings that do not go together, one that somebody has set is wrong. */
  private static ConfigException wrong(Settings settings, OptionException problem) {
    String message = String.valueOf(problem.getMessage());
    return problem.options().stream()
        .map(option -> settings.effective(CoreOptions.setting(option)))
        .filter(value -> !value.isDefault())
        .findFirst()
        .map(value -> value.wrong(message))
        .orElseGet(() -> ConfigException.at("settings of the monitor", message));
  }
}
