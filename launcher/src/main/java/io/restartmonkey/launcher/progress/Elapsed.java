package io.restartmonkey.launcher.progress;

import java.time.Duration;
import java.util.Locale;

/** Durations as an operator reads them. */
final class Elapsed {
  private Elapsed() {}

  /** For a line that stays: {@code 12.3 s}. */
  static String exact(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  /** For a line that changes: {@code 1:05}. */
  static String clock(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
