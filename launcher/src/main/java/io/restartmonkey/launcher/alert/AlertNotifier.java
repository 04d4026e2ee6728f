package io.restartmonkey.launcher.alert;

import io.restartmonkey.health.Alert;
import io.restartmonkey.launcher.progress.OneLine;
import io.restartmonkey.spi.Alerts;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Says alerts, and hands each to all ways of delivery, away from the monitor's own thread. */
public final class AlertNotifier implements Alerts, AutoCloseable {
  private static final Duration LAST_CHANCE = Duration.ofSeconds(5);

  private final String cluster;
  private final List<AlertQueue> queues;
  private final Consumer<String> say;

  /**
   * A notifier for one cluster.
   *
   * @param queues deliver alerts, besides their being said
   * @param say takes one line for each alert
   */
  AlertNotifier(String cluster, List<AlertQueue> queues, Consumer<String> say) {
    this.cluster = cluster;
    this.queues = List.copyOf(queues);
    this.say = say;
  }

  @Override
  public void send(Alert alert) {
    say.accept(OneLine.of("alert " + alert.kind() + ": " + alert.condition().text()));
    String json = AlertJson.of(alert, cluster);
    queues.forEach(queue -> queue.take(alert, json));
  }

  /** Gives what still waits some seconds to be delivered. */
  @Override
  public void close() {
    queues.forEach(AlertQueue::lastOnes);
    try {
      await(LAST_CHANCE);
      queues.forEach(AlertQueue::giveUp);
      // A program that still runs is ended.
      await(LAST_CHANCE);
    } catch (InterruptedException e) {
      queues.forEach(AlertQueue::giveUp);
      Thread.currentThread().interrupt();
    }
  }

  private void await(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (AlertQueue queue : queues) {
      queue.endsWithin(end - System.nanoTime());
    }
  }
}
