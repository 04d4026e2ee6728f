package io.restartmonkey.launcher.console;

/** Sets how much is logged. */
public final class Logging {
  private static final String SETTING = "org.slf4j.simpleLogger.";

  private Logging() {}

  /** Must come before anything logs, as logging configures itself with its first line. */
  public static void configure(boolean verbose) {
    if (verbose) {
      System.setProperty(SETTING + "log.io.restartmonkey", "debug");
      System.setProperty(SETTING + "showDateTime", "true");
      System.setProperty(SETTING + "dateTimeFormat", "HH:mm:ss.SSS");
    }
  }
}
