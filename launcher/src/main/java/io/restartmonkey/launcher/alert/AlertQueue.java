package io.restartmonkey.launcher.alert;

import io.restartmonkey.health.Alert;
import io.restartmonkey.launcher.progress.OneLine;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Delivers alerts by one way, one after the other on a thread of its own, so that no way waits for
 * another. Each is tried again some times with growing pauses. Where too many wait, the oldest is
 * dropped. Thread-safe.
 */
final class AlertQueue {
  private static final String MONITOR_ENDS = "the monitor ends";

  /**
   * How much trouble is taken.
   *
   * @param waiting how many alerts may wait
   * @param tries how often each is tried
   * @param pause the pause after the first try; each further one is three times as long
   */
  record Effort(int waiting, int tries, Duration pause) {
    static final Effort DEFAULT = new Effort(1000, 5, Duration.ofSeconds(1));
  }

  private final AlertChannel channel;
  private final Effort effort;
  private final Consumer<String> say;
  private final ThreadPoolExecutor worker;

  /**
   * The queue of one channel.
   *
   * @param say takes one line for each alert that is given up
   */
  AlertQueue(AlertChannel channel, Effort effort, Consumer<String> say) {
    this.channel = channel;
    this.effort = effort;
    this.say = say;
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(effort.waiting()),
            AlertQueue::daemon,
            AlertQueue::dropOldest);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "alerts");
    thread.setDaemon(true);
    return thread;
  }

  private static void dropOldest(Runnable delivery, ThreadPoolExecutor full) {
    if (full.isShutdown()) {
      ((Delivery) delivery).giveUp(MONITOR_ENDS);
      return;
    }
    if (full.getQueue().poll() instanceof Delivery oldest) {
      oldest.giveUp("too many wait");
    }
    full.execute(delivery);
  }

  /** Takes an alert, and returns at once. */
  void take(Alert alert, String json) {
    worker.execute(new Delivery(alert, json));
  }

  /** Takes no further alerts. */
  void lastOnes() {
    worker.shutdown();
  }

  /** Waits until all are delivered, but no longer than this. */
  boolean endsWithin(long nanos) throws InterruptedException {
    return worker.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  /** Gives up what is not delivered yet. */
  void giveUp() {
    worker.shutdownNow().forEach(delivery -> ((Delivery) delivery).giveUp(MONITOR_ENDS));
  }

  /** One alert on its way. */
  private final class Delivery implements Runnable {
    private final Alert alert;
    private final String json;

    Delivery(Alert alert, String json) {
      this.alert = alert;
      this.json = json;
    }

    @Override
    public void run() {
      try {
        deliver();
      } catch (IOException e) {
        String message = e.getMessage();
        giveUp(message == null ? e.getClass().getSimpleName() : message);
      } catch (InterruptedException e) {
        giveUp(MONITOR_ENDS);
      }
    }

    /** Tries again after each failure but the last, which it throws. */
    private void deliver() throws IOException, InterruptedException {
      Duration pause = effort.pause();
      for (int attempt = 1; ; attempt++) {
        try {
          channel.deliver(json);
          return;
        } catch (IOException e) {
          if (attempt == effort.tries()) {
            throw e;
          }
        }
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        pause = pause.multipliedBy(3);
      }
    }

    void giveUp(String why) {
      say.accept(
          OneLine.of(
              "an alert was not delivered to %s (%s): %s"
                  .formatted(channel.name(), why, alert.condition().text())));
    }
  }
}
