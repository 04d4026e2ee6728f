package io.restartmonkey.launcher.monitor;

import io.restartmonkey.Alerts;
import io.restartmonkey.monitor.Alert;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Delivers alerts, one after the other, away from the monitor's own thread; each is tried again
 * some times with growing pauses.
 */
public final class Messenger implements Alerts, AutoCloseable {
  private static final int MOST_WAITING = 1000;
  private static final int TRIES = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final String cluster;
  private final List<Delivery> ways;
  private final Consumer<String> say;
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread thread = new Thread(task, "alerts");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardOldestPolicy());

  /**
   * A messenger.
   *
   * @param ways how alerts are delivered, besides being said
   * @param say takes one line for each alert, and for each that could not be delivered
   */
  Messenger(String cluster, List<Delivery> ways, Consumer<String> say) {
    this.cluster = cluster;
    this.ways = List.copyOf(ways);
    this.say = say;
  }

  @Override
  public void send(Alert alert) {
    say.accept("alert " + alert.kind() + ": " + alert.condition().text());
    String json = AlertJson.of(alert, cluster);
    ways.forEach(way -> worker.execute(() -> deliver(way, json)));
  }

  /** Gives what still waits some seconds to be delivered. */
  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Delivery way, String json) {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        way.deliver(json);
        return;
      } catch (IOException e) {
        if (attempt == TRIES) {
          say.accept("an alert could not be delivered: " + e.getMessage());
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (!slept(pause)) {
        return;
      }
      pause = pause.multipliedBy(3);
    }
  }

  private static boolean slept(Duration pause) {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
