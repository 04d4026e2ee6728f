package io.restartmonkey.launcher.command;

/** How data is printed. */
enum Output {
  /** For people. */
  text,
  /** For programs. */
  json
}
