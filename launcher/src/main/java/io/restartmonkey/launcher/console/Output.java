package io.restartmonkey.launcher.console;

/** How data is printed. */
public enum Output {
  /** For people. */
  text,
  /** For programs. */
  json
}
