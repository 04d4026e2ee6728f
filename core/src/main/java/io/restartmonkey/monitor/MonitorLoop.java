package io.restartmonkey.monitor;

import io.restartmonkey.health.Tick;
import io.restartmonkey.spi.Sleeper;
import java.time.Duration;
import java.util.function.Consumer;

/** Ticks at a steady pace until it is interrupted; then lets a running step finish. */
public final class MonitorLoop {
  private final Monitor monitor;
  private final Duration interval;
  private final Sleeper sleeper;
  private final Consumer<Tick> listener;

  /**
   * A loop that has not begun.
   *
   * @param interval time from the end of one tick to the next
   * @param listener hears of each tick
   */
  public MonitorLoop(Monitor monitor, Duration interval, Sleeper sleeper, Consumer<Tick> listener) {
    this.monitor = monitor;
    this.interval = interval;
    this.sleeper = sleeper;
    this.listener = listener;
  }

  /** Runs on the calling thread until that is interrupted; returns when no step runs any more. */
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        listener.accept(monitor.tick());
        sleeper.sleep(interval);
      }
    } catch (InterruptedException e) {
      // This is how it ends.
    } finally {
      Thread.interrupted(); // An interrupted thread cannot wait.
      monitor.close();
    }
  }
}
