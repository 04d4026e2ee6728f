package io.restartmonkey.fake;

import io.restartmonkey.spi.RunLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Does everything at once, on the thread that asks; what is to be done later is never done. Not
 * thread-safe.
 */
public final class InlineLoop implements RunLoop {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
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
  public void executeAfter(Duration time, Runnable task) {}
}
