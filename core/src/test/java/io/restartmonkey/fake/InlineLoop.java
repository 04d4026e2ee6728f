package io.restartmonkey.fake;

import io.restartmonkey.spi.RunLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/**
 * Does everything at once, on the thread that asks; what is to be done later, when a test lets time
 * {@link #pass}. Not thread-safe.
 */
public final class InlineLoop implements RunLoop {
  private record Later(Duration due, Runnable task) {}

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Later> later = new ArrayList<>();
  private Duration now = Duration.ZERO;
  private boolean works;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (works) {
      return;
    }
    works = true;
    try {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
    } finally {
      works = false;
    }
  }

  @Override
  public void executeAfter(Duration time, Runnable task) {
    later.add(new Later(now.plus(time), task));
  }

  /** Lets time pass, and does what is due by then. */
  public void pass(Duration time) {
    now = now.plus(time);
    List<Later> due =
        later.stream()
            .filter(task -> task.due.compareTo(now) <= 0)
            .sorted(Comparator.comparing(Later::due))
            .toList();
    later.removeAll(due);
    due.forEach(task -> execute(task.task));
  }
}
