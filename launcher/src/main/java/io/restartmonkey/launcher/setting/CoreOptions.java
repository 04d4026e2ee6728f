package io.restartmonkey.launcher.setting;

import io.restartmonkey.term.Option;

/** Which setting sets which option of core. */
public final class CoreOptions {
  private CoreOptions() {}

  /** The setting of an option. */
  public static Setting<?> setting(Option option) {
    return switch (option) {
      case CLUSTER -> GeneralKeys.CLUSTER;
      case REDIS_ADDRESS -> RedisKeys.URI;
      case REDIS_USER -> RedisKeys.USER;
      case REDIS_PASSWORD -> RedisKeys.PASSWORD_FILE;
      case REDIS_CERTIFICATE -> RedisKeys.CERTIFICATE_FILE;
      case REDIS_AUTHORITY -> RedisKeys.CA_FILE;
      case ANSIBLE_EXECUTABLE -> AnsibleKeys.EXECUTABLE;
      case ANSIBLE_PRIVATE_KEY -> AnsibleKeys.PRIVATE_KEY;
      case RUNS_FOLDER -> RunKeys.FOLDER;
      case LOCAL_ALLOWED -> GeneralKeys.ALLOW_LOCAL;
      case INTERVAL -> MonitorKeys.INTERVAL;
      case HUNG_AFTER -> MonitorKeys.HUNG_AFTER;
      case APP_DOWN_AFTER -> MonitorKeys.APP_DOWN_AFTER;
      case CPU_HIGH -> MonitorKeys.CPU_HIGH;
      case CPU_LOW -> MonitorKeys.CPU_LOW;
      case SAMPLES -> MonitorKeys.SAMPLES;
      case NEEDED -> MonitorKeys.NEEDED;
      case RECOVERY -> MonitorKeys.RECOVERY;
      case CPU_GRACE -> MonitorKeys.CPU_GRACE;
      case TREATMENT_DEADLINE -> CureKeys.STEP_DEADLINE;
      case FRESHNESS -> GeneralKeys.FRESHNESS;
      case TRAFFIC_CHECK -> MonitorKeys.TRAFFIC_CHECK;
      case REPEAT_ALERTS -> AlertKeys.REPEAT;
      case SERVICES -> MonitorKeys.SERVICES;
      case FLOOR -> CureKeys.FLOOR;
      case OBSERVATION -> CureKeys.OBSERVATION;
      case MASS_SHARE -> CureKeys.MASS_SHARE;
      case BACK_OFF -> CureKeys.BACK_OFF;
      case LONGEST_BACK_OFF -> CureKeys.LONGEST_BACK_OFF;
      case LADDER -> CureKeys.LADDER;
      case MAX_SURGE -> CureKeys.MAX_SURGE;
      case SURGE_LEASE -> CureKeys.SURGE_LEASE;
      case OUTAGE_ALLOWED -> CureKeys.ALLOW_OUTAGE;
      case ATTEMPTS_PER_HOUR -> BudgetKeys.ATTEMPTS_PER_HOUR;
      case ATTEMPTS_PER_DAY -> BudgetKeys.ATTEMPTS_PER_DAY;
      case SERVICE_ATTEMPTS_PER_HOUR -> BudgetKeys.SERVICE_ATTEMPTS_PER_HOUR;
      case SERVICE_ATTEMPTS_PER_DAY -> BudgetKeys.SERVICE_ATTEMPTS_PER_DAY;
      case CPU_ATTEMPTS_PER_HOUR -> BudgetKeys.CPU_ATTEMPTS_PER_HOUR;
      case CPU_ATTEMPTS_PER_DAY -> BudgetKeys.CPU_ATTEMPTS_PER_DAY;
      case CPU_SERVICE_ATTEMPTS_PER_HOUR -> BudgetKeys.CPU_SERVICE_ATTEMPTS_PER_HOUR;
      case CPU_SERVICE_ATTEMPTS_PER_DAY -> BudgetKeys.CPU_SERVICE_ATTEMPTS_PER_DAY;
    };
  }
}
