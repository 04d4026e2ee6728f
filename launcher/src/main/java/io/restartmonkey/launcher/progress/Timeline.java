package io.restartmonkey.launcher.progress;

import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.StepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows when each step of a run began, and how long it took. */
public final class Timeline {
  private static final int BAR = 40;

  private Timeline() {}

  /**
   * One line for each step.
   *
   * @param bars whether to draw the times as bars as well
   */
  public static List<String> of(RestartReport report, boolean bars) {
    Optional<Instant> start =
        report.steps().stream()
            .flatMap(step -> step.startedAt().stream())
            .min(Comparator.naturalOrder());
    Duration total =
        report.steps().stream()
            .flatMap(step -> end(step, start).stream())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    return report.steps().stream().map(step -> line(step, start, total, bars)).toList();
  }

  private static String line(
      StepReport step, Optional<Instant> start, Duration total, boolean bars) {
    Duration offset = offset(step, start);
    boolean ran = step.startedAt().isPresent();
    return "%9s %9s  %s%-11s  %s (%s)"
        .formatted(
            ran ? "+" + Elapsed.exact(offset) : "",
            ran ? Elapsed.exact(step.elapsed()) : "",
            bars ? bar(offset, step.elapsed(), total, ran) + "  " : "",
            step.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            step.step().play(),
            String.join(", ", step.step().targetNames()));
  }

  private static String bar(Duration offset, Duration elapsed, Duration total, boolean ran) {
    long whole = Math.max(1, total.toMillis());
    int before = (int) (offset.toMillis() * BAR / whole);
    int length = ran ? (int) Math.max(1, elapsed.toMillis() * BAR / whole) : 0;
    String bar = " ".repeat(Math.min(before, BAR - 1)) + "█".repeat(length);
    return (bar + " ".repeat(BAR)).substring(0, BAR);
  }

  private static Duration offset(StepReport step, Optional<Instant> start) {
    return step.startedAt()
        .flatMap(at -> start.map(first -> Duration.between(first, at)))
        .orElse(Duration.ZERO);
  }

  private static Optional<Duration> end(StepReport step, Optional<Instant> start) {
    return step.startedAt().map(at -> offset(step, start).plus(step.elapsed()));
  }
}
