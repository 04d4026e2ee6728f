package io.restartmonkey.internal.decision;

import io.restartmonkey.health.Treatment;
import java.time.Duration;
import java.util.Locale;

/** Constants as operators write them. */
final class Labels {
  private Labels() {}

  /** What was tried, how it ended, and why. */
  static String of(Treatment tried) {
    return "%s ended with %s%s"
        .formatted(
            of(tried.remedy()),
            tried.failure().map(Labels::of).orElse("done"),
            tried.problem().isEmpty() ? "" : " (" + tried.problem() + ")");
  }

  /** A time that is left: never more than there is, and never none. */
  static String left(Duration time) {
    return Math.max(1, time.plusMillis(999).toSeconds()) + " s";
  }

  static String of(Object constants) {
    return String.valueOf(constants).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
