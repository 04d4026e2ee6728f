package io.restartmonkey.launcher.command;

/** Sets how much the libraries below log. */
final class Logging {
  /** Read by {@code io.restartmonkey.launcher.LogConfigurator} when the first line is logged. */
  private static final String LEVEL = "restart-monkey.log";

  private Logging() {}

  /** Must come before anything logs, as logging configures itself with its first line. */
  static void configure(boolean verbose) {
    System.setProperty(LEVEL, verbose ? "DEBUG" : "WARN");
  }
}
