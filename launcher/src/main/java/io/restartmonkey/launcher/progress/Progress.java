package io.restartmonkey.launcher.progress;

import io.restartmonkey.cluster.Counted;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.StepReport;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells how a run goes on, in lines that stay: a step begins, a task fails on a host, a step ends.
 * On a terminal {@link LiveProgress} adds lines that change. Thread-safe.
 */
public class Progress implements RunListener, AutoCloseable {
  private static final int MAX_LINES = 30;

  private final PrintStream err;
  private Optional<String> runId = Optional.empty();

  Progress(PrintStream err) {
    this.err = err;
  }

  /** Tells it in the way that fits what stands behind standard error. */
  public static Progress on(PrintStream err, Terminal terminal) {
    return terminal.isLive() ? LiveProgress.start(err) : new Progress(err);
  }

  /** The run's id; empty until its first steps are about to begin. */
  public synchronized Optional<String> runId() {
    return runId;
  }

  /** Says something in one line. */
  public synchronized void say(String message) {
    print(List.of("restart-monkey: " + message));
  }

  @Override
  public synchronized void noted(String note) {
    print(List.of("note: " + note));
  }

  @Override
  public synchronized void runStarted(String id, Plan plan) {
    runId = Optional.of(id);
    plan.notes().forEach(this::noted);
    print(List.of("run " + id + ": " + Counted.of(plan.steps().size(), "step")));
  }

  @Override
  public synchronized void stepStarted(Step step) {
    print(List.of("begin  %s (%s)".formatted(step.play(), String.join(", ", step.targetNames()))));
  }

  @Override
  public synchronized void event(Step step, PlaybookEvent event) {
    if (event instanceof PlaybookEvent.HostFailed failed && !failed.ignored()) {
      String rescued = failed.rescued() ? ", rescued" : "";
      print(
          trouble(
              "%s failed at '%s'%s: ".formatted(failed.host(), failed.task(), rescued),
              failed.message()));
    } else if (event instanceof PlaybookEvent.HostUnreachable lost) {
      print(trouble(lost.host() + " unreachable at '" + lost.task() + "': ", lost.message()));
    }
  }

  @Override
  public synchronized void stepEnded(StepReport report) {
    String status = report.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    print(
        List.of(
            "%-6s %s, %s"
                .formatted(status, report.step().play(), Elapsed.exact(report.elapsed()))));
  }

  @Override
  public void close() {}

  /** Prints lines that stay. */
  void print(List<String> lines) {
    lines.forEach(line -> err.println(OneLine.of(line)));
    err.flush();
  }

  private static List<String> trouble(String where, String message) {
    return (where + message)
        .lines()
        .filter(line -> !line.isBlank())
        .limit(MAX_LINES)
        .map(line -> "       " + line)
        .toList();
  }
}
