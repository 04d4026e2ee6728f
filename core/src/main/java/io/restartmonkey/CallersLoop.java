package io.restartmonkey;

import io.restartmonkey.spi.RunLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A loop on the thread that waits for what comes of it. */
final class CallersLoop implements RunLoop {
  private static final Comparator<Task> ORDER =
      Comparator.comparingLong(Task::nanos).thenComparingLong(Task::number);

  private record Task(long nanos, long number, Runnable work) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return ORDER.compare(this, (Task) other);
    }
  }

  private final DelayQueue<Task> tasks = new DelayQueue<>();
  private final AtomicLong lastNumber = new AtomicLong();

  @Override
  public void execute(Runnable task) {
    executeAfter(Duration.ZERO, task);
  }

  @Override
  public void executeAfter(Duration time, Runnable task) {
    tasks.add(new Task(System.nanoTime() + time.toNanos(), lastNumber.incrementAndGet(), task));
  }

  /**
   * Does what there is to do until the result is there.
   *
   * @param interrupted done when this thread is interrupted, which stays so in the end
   */
  <T> T await(CompletableFuture<T> result, Runnable interrupted) {
    boolean wasInterrupted = false;
    try {
      while (!result.isDone()) {
        try {
          tasks.take().work.run();
        } catch (InterruptedException e) {
          wasInterrupted = true;
          interrupted.run();
        }
      }
      return result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      if (wasInterrupted) { // Not before: an interrupted thread cannot write a file channel.
        Thread.currentThread().interrupt();
      }
    }
  }
}
