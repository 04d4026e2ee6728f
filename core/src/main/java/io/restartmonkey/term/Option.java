package io.restartmonkey.term;

import com.google.common.base.Strings;
import java.util.Arrays;
import java.util.List;

/** Something that whoever runs Restart Monkey can set. As text it is what users call it. */
public enum Option {
  CLUSTER("the name of the cluster"),
  REDIS_ADDRESS("the address of the Redis client"),
  REDIS_USER("the user of the Redis client"),
  REDIS_PASSWORD("the password of the Redis client"),
  REDIS_CERTIFICATE("the certificate of the Redis client"),
  REDIS_AUTHORITY("the trusted authorities of the Redis client"),

  ANSIBLE_EXECUTABLE("AnsibleSettings.executable"),
  ANSIBLE_PRIVATE_KEY("AnsibleSettings.privateKey"),
  RUNS_FOLDER("RunFolders.folder"),
  LOCAL_ALLOWED("RestartRequest.withLocalAllowed"),

  INTERVAL("HealthPolicy.interval"),
  HUNG_AFTER("HealthPolicy.hungAfter"),
  APP_DOWN_AFTER("HealthPolicy.appDownAfter"),
  CPU_HIGH("HealthPolicy.cpuHigh"),
  CPU_LOW("HealthPolicy.cpuLow"),
  SAMPLES("HealthPolicy.samples"),
  NEEDED("HealthPolicy.needed"),
  RECOVERY("HealthPolicy.recovery"),
  CPU_GRACE("HealthPolicy.cpuGrace"),

  TREATMENT_DEADLINE("MonitorPolicy.stepDeadline"),
  FRESHNESS("MonitorPolicy.freshness"),
  TRAFFIC_CHECK("MonitorPolicy.trafficCheck"),
  REPEAT_ALERTS("MonitorPolicy.repeatAlerts"),

  SERVICES("GuardPolicy.services"),
  FLOOR("GuardPolicy.floor"),
  OBSERVATION("GuardPolicy.observation"),
  MASS_SHARE("GuardPolicy.massShare"),
  ATTEMPTS_PER_HOUR("GuardPolicy.attemptsPerHour"),
  BACK_OFF("GuardPolicy.backOff"),
  LONGEST_BACK_OFF("GuardPolicy.longestBackOff"),
  LADDER("GuardPolicy.ladder"),
  MAX_SURGE("GuardPolicy.maxSurge"),
  SURGE_LEASE("GuardPolicy.surgeLease"),
  OUTAGE_ALLOWED("GuardPolicy.outageAllowed"),

  ATTEMPTS_PER_DAY("Budgets.perDay"),
  SERVICE_ATTEMPTS_PER_HOUR("Budgets.ofServicePerHour"),
  SERVICE_ATTEMPTS_PER_DAY("Budgets.ofServicePerDay"),
  CPU_ATTEMPTS_PER_HOUR("Budgets.cpuPerHour"),
  CPU_ATTEMPTS_PER_DAY("Budgets.cpuPerDay"),
  CPU_SERVICE_ATTEMPTS_PER_HOUR("Budgets.cpuOfServicePerHour"),
  CPU_SERVICE_ATTEMPTS_PER_DAY("Budgets.cpuOfServicePerDay");

  private final String inJava;

  Option(String inJava) {
    this.inJava = inJava;
  }

  /** What the Java API calls it. */
  public String inJava() {
    return inJava;
  }

  /**
   * Refuses a value of this option.
   *
   * @param makesSense whether it is a value that is possible
   * @param why what is wrong with it, to be put behind the option's name; {@code %s} stands for a
   *     value
   * @param values what is filled in; among them the other options that it does not go together with
   * @throws OptionException if it makes no sense
   */
  public void require(boolean makesSense, String why, Object... values) {
    if (!makesSense) {
      throw new OptionException(this, Strings.lenientFormat(why, values), others(values));
    }
  }

  private static List<Option> others(Object... values) {
    return Arrays.stream(values).filter(Option.class::isInstance).map(Option.class::cast).toList();
  }

  @Override
  public String toString() {
    return ProgramTerms.of(this);
  }
}
