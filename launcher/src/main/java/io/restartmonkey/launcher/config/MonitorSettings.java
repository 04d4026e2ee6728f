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
      return new MonitorPolicy(
          health(settings),
          guards(settings),
          settings.get(CureKeys.STEP_DEADLINE),
          settings.get(GeneralKeys.FRESHNESS),
          settings.get(GeneralKeys.ALLOW_LOCAL),
          settings.get(MonitorKeys.TRAFFIC_CHECK),
          settings.get(AlertKeys.REPEAT));
    } catch (OptionException e) {
      throw wrong(settings, e);
    }
  }

  private static HealthPolicy health(Settings settings) {
    return new HealthPolicy(
        settings.get(MonitorKeys.INTERVAL),
        settings.get(MonitorKeys.HUNG_AFTER),
        settings.get(MonitorKeys.APP_DOWN_AFTER),
        settings.get(MonitorKeys.CPU_HIGH),
        settings.get(MonitorKeys.CPU_LOW),
        settings.get(MonitorKeys.SAMPLES),
        settings.get(MonitorKeys.NEEDED),
        settings.get(MonitorKeys.RECOVERY),
        settings.get(MonitorKeys.CPU_GRACE));
  }

  private static GuardPolicy guards(Settings settings) {
    return new GuardPolicy(
        Set.copyOf(settings.get(MonitorKeys.SERVICES)),
        settings.get(CureKeys.FLOOR),
        settings.get(CureKeys.OBSERVATION),
        settings.get(CureKeys.MASS_SHARE) / 100.0,
        settings.get(BudgetKeys.ATTEMPTS_PER_HOUR),
        settings.get(CureKeys.BACK_OFF),
        settings.get(CureKeys.LONGEST_BACK_OFF),
        settings.get(CureKeys.LADDER),
        settings.get(CureKeys.MOST_EXTRAS),
        settings.get(CureKeys.EXTRA_LEASE),
        settings.get(CureKeys.KEEP_EXTRA),
        settings.get(CureKeys.ALLOW_OUTAGE),
        settings.get(CureKeys.MAINTENANCE),
        budgets(settings));
  }

  private static Budgets budgets(Settings settings) {
    return new Budgets(
        settings.get(BudgetKeys.ATTEMPTS_PER_DAY),
        settings.get(BudgetKeys.SERVICE_ATTEMPTS_PER_HOUR),
        settings.get(BudgetKeys.SERVICE_ATTEMPTS_PER_DAY),
        settings.get(BudgetKeys.CPU_ATTEMPTS_PER_HOUR),
        settings.get(BudgetKeys.CPU_ATTEMPTS_PER_DAY),
        settings.get(BudgetKeys.CPU_SERVICE_ATTEMPTS_PER_HOUR),
        settings.get(BudgetKeys.CPU_SERVICE_ATTEMPTS_PER_DAY));
  }

  private static ConfigException wrong(Settings settings, OptionException problem) {
    String origin = settings.effective(CoreOptions.setting(problem.option())).origin();
    return ConfigException.at(
        origin.equals("default") ? "settings of the monitor" : origin,
        String.valueOf(problem.getMessage()));
  }
}
