package io.restartmonkey.launcher.progress;

import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.run.StepReport;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Below the lines that stay, draws what runs now, and draws it anew several times a second. */
final class LiveProgress extends Progress {
  private static final long REDRAW_MS = 200;

  /** What fits a small terminal: lines that have scrolled away cannot be erased. */
  private static final int MAX_LINES = 20;

  /** Erases the live lines; long lines are cut by the terminal, so that the count stays right. */
  private static final String UP_AND_ERASE = "\r\u001b[%dA\u001b[J";

  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintStream err;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, LiveStep> running = new LinkedHashMap<>();
  private int drawn;

  private LiveProgress(PrintStream err) {
    super(err);
    this.err = err;
  }

  static LiveProgress start(PrintStream err) {
    LiveProgress progress = new LiveProgress(err);
    var unused =
        progress.ticker.scheduleWithFixedDelay(
            progress::redraw, REDRAW_MS, REDRAW_MS, TimeUnit.MILLISECONDS);
    return progress;
  }

  @Override
  public synchronized void stepStarted(Step step) {
    running.put(step.id(), new LiveStep(step, System.nanoTime()));
    redraw();
  }

  @Override
  public synchronized void event(Step step, PlaybookEvent event) {
    LiveStep live = running.get(step.id());
    if (live != null) {
      live.take(event);
    }
    super.event(step, event);
  }

  @Override
  public synchronized void stepEnded(StepReport report) {
    running.remove(report.step().id());
    super.stepEnded(report);
  }

  @Override
  public synchronized void close() {
    ticker.shutdownNow();
    running.clear();
    erase();
    err.flush();
  }

  @Override
  synchronized void print(List<String> lines) {
    erase();
    super.print(lines);
    draw();
  }

  private synchronized void redraw() {
    erase();
    draw();
  }

  private void erase() {
    if (drawn > 0) {
      err.print(UP_AND_ERASE.formatted(drawn));
      drawn = 0;
    }
  }

  private void draw() {
    long now = System.nanoTime();
    StringBuilder lines = new StringBuilder();
    List<String> all = running.values().stream().flatMap(step -> step.lines(now).stream()).toList();
    for (String line : all.subList(0, Math.min(all.size(), MAX_LINES))) {
      lines.append(OneLine.of(line)).append('\n');
      drawn++;
    }
    if (drawn > 0) {
      err.print(NO_WRAP + lines + WRAP);
    }
    err.flush();
  }
}
