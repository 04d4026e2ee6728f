package io.restartmonkey.spi;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Does one thing after another, as a thread does: what a run lives on. What it is given must not
 * throw.
 */
public interface RunLoop {

  /** Does this soon, after what it was given before. From any thread. */
  void execute(Runnable task);

  /** Does this when the time has passed. From any thread. */
  void executeAfter(Duration time, Runnable task);

  /**
   * A loop on an executor.
   *
   * @param oneThread an executor with one thread
   */
  static RunLoop on(ScheduledExecutorService oneThread) {
    return new RunLoop() {
      @Override
      public void execute(Runnable task) {
        oneThread.execute(task);
      }

      @Override
      public void executeAfter(Duration time, Runnable task) {
        Future<?> unused = oneThread.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
      }
    };
  }
}
