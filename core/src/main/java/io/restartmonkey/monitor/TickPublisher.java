package io.restartmonkey.monitor;

import io.restartmonkey.health.AlertBook;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.Tick;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells of each tick: sends the alerts, and writes down the tick and what the cluster looked like.
 * What cannot be written is told with the next tick. For one thread.
 */
final class TickPublisher {
  /** Conditions that no other monitor can tell of. */
  private static final Set<String> OF_THIS_MACHINE =
      Set.of(
          "cannot-see",
          "cannot-lead",
          "cannot-settle",
          "interrupted",
          "keep",
          "memory",
          "slow",
          "tick");

  private final MonitorPorts ports;
  private final ClusterObserver observer;
  private final Probes probes;
  private final AlertBook book;
  private Optional<String> unkept = Optional.empty();

  TickPublisher(MonitorPorts ports, ClusterObserver observer, Probes probes, AlertBook book) {
    this.ports = ports;
    this.observer = observer;
    this.probes = probes;
    this.book = book;
  }

  /** Says only what the leader cannot say, and forgets what else was said. */
  void leaveToTheLeader(List<Condition> conditions) {
    conditions.removeIf(condition -> !OF_THIS_MACHINE.contains(condition.key()));
    book.forgetBut(OF_THIS_MACHINE);
  }

  /**
   * Tells of a tick, and returns it with its conditions and alerts.
   *
   * @param all whether these are all conditions, but for those of servers whose record cannot be
   *     believed; while we are blind or stop, or a run of others acts, what held before may still
   *     hold
   */
  Tick publish(Tick tick, List<Condition> conditions, boolean all) {
    unkept.ifPresent(
        problem ->
            conditions.add(
                new Condition("keep", "what the monitor sees cannot be kept: " + problem)));
    Tick told =
        tick.with(
            conditions,
            book.alerts(conditions, tick.at(), key -> all && !isAboutARefusedRecord(tick, key)));
    told.alerts().forEach(ports.alerts()::send);
    keep(told);
    return told;
  }

  private void keep(Tick tick) {
    try {
      ports.records().keep(tick);
      observer
          .news(tick.at(), probes.heard())
          .ifPresent(
              news -> {
                ports.records().keep(news);
                observer.kept(news);
              });
      unkept = Optional.empty();
    } catch (RuntimeException e) {
      unkept = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isAboutARefusedRecord(Tick tick, String key) {
    String server = key.substring(key.lastIndexOf(' ') + 1);
    return tick.snapshot().filter(snapshot -> snapshot.hasRefused(server)).isPresent();
  }
}
