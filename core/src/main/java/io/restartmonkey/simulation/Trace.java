package io.restartmonkey.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What happened last, in a line each. */
final class Trace {
  private static final int MAX_LINES = 60;

  private record Line(Duration wall, String text) {
    @Override
    public String toString() {
      return "%02d:%02d:%02d.%03d  %s"
          .formatted(
              wall.toHours(),
              wall.toMinutesPart(),
              wall.toSecondsPart(),
              wall.toMillisPart(),
              text);
    }
  }

  private final EventQueue queue;
  private final Deque<Line> lines = new ArrayDeque<>();

  Trace(EventQueue queue) {
    this.queue = queue;
  }

  void say(String text) {
    lines.add(new Line(queue.wall(), text));
    if (lines.size() > MAX_LINES) {
      lines.remove();
    }
  }

  /** A time as people write it, such as 1h2m3s. */
  static String words(Duration time) {
    return time.isZero() ? "0s" : time.toString().replace("PT", "").toLowerCase(Locale.ROOT);
  }

  List<String> lines() {
    return lines.stream().map(Line::toString).toList();
  }
}
