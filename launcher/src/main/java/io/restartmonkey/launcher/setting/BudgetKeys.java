package io.restartmonkey.launcher.setting;

/** Settings of how many cures there are in a time. */
public final class BudgetKeys {
  static final Section SECTION = new Section("Monitor: how often it acts", "monitor");

  /** Cures of a server per hour; 3. */
  public static final Setting<Integer> ATTEMPTS_PER_HOUR =
      SECTION.setting(
          "attempts_per_hour",
          new WholeNumber(1, 1000, "cures"),
          "3",
          "A server gets this many cures in an hour; then the monitor leaves it alone.");

  /** Cures of a server per day; 8. */
  public static final Setting<Integer> ATTEMPTS_PER_DAY =
      SECTION.setting(
          "attempts_per_day",
          new WholeNumber(1, 1000, "cures"),
          "8",
          "A server gets this many cures in a day; then the monitor leaves it alone.");

  /** Cures of a service per hour; 10. */
  public static final Setting<Integer> SERVICE_ATTEMPTS_PER_HOUR =
      SECTION.setting(
          "service_attempts_per_hour",
          new WholeNumber(1, 100_000, "cures"),
          "10",
          "All servers of a service together get this many cures in an hour.");

  /** Cures of a service per day; 24. */
  public static final Setting<Integer> SERVICE_ATTEMPTS_PER_DAY =
      SECTION.setting(
          "service_attempts_per_day",
          new WholeNumber(1, 100_000, "cures"),
          "24",
          "All servers of a service together get this many cures in a day.");

  /** Cures of a server in an hour from which on it gets none for its CPU; 2. */
  public static final Setting<Integer> CPU_ATTEMPTS_PER_HOUR =
      SECTION.setting(
          "cpu_attempts_per_hour",
          new WholeNumber(0, 1000, "cures"),
          "2",
          "After this many cures of any kind in an hour, the monitor no longer cures a server for its CPU; with 0, it never does.");

  /** Cures of a server in a day from which on it gets none for its CPU; 3. */
  public static final Setting<Integer> CPU_ATTEMPTS_PER_DAY =
      SECTION.setting(
          "cpu_attempts_per_day",
          new WholeNumber(0, 1000, "cures"),
          "3",
          "After this many cures of any kind in a day, the monitor no longer cures a server for its CPU; with 0, it never does.");

  /** Cures of a service in an hour from which on it gets none for CPU; 3. */
  public static final Setting<Integer> CPU_SERVICE_ATTEMPTS_PER_HOUR =
      SECTION.setting(
          "cpu_service_attempts_per_hour",
          new WholeNumber(0, 100_000, "cures"),
          "3",
          "After this many cures of a service in an hour, the monitor no longer cures its servers for CPU; with 0, it never does.");

  /** Cures of a service in a day from which on it gets none for CPU; 6. */
  public static final Setting<Integer> CPU_SERVICE_ATTEMPTS_PER_DAY =
      SECTION.setting(
          "cpu_service_attempts_per_day",
          new WholeNumber(0, 100_000, "cures"),
          "6",
          "After this many cures of a service in a day, the monitor no longer cures its servers for CPU; with 0, it never does.");

  private BudgetKeys() {}
}
