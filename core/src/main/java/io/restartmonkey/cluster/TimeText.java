package io.restartmonkey.cluster;

import java.time.Duration;

/**
 * Durations as people write them in settings: {@code 500ms}, {@code 90s}, {@code 15m}, {@code 2h}.
 */
public final class TimeText {
  private TimeText() {}

  /** In the largest unit of which it is a whole number. */
  public static String of(Duration time) {
    long millis = time.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    } else if (time.toSeconds() % 60 != 0 || millis == 0) {
      return time.toSeconds() + "s";
    }
    return time.toMinutes() % 60 != 0 ? time.toMinutes() + "m" : time.toHours() + "h";
  }
}
