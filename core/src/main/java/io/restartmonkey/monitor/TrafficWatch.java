package io.restartmonkey.monitor;

import com.google.common.base.Ticker;
import com.google.common.collect.Sets;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.health.Condition;
import io.restartmonkey.internal.decision.TrafficFinding;
import io.restartmonkey.spi.TrafficReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks the proxies now and then who gets traffic, while nothing is done to the cluster. What is
 * found counts once it is found twice in a row, as somebody may just be at work by hand. For one
 * thread.
 */
final class TrafficWatch {
  /** Time until something that was found is looked at again. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private static final int FAILURES_UNTIL_TOLD = 2;

  private final TrafficReader reader;
  private final Duration every;
  private final Ticker ticker;
  private Optional<TrafficReader.Reading> reading = Optional.empty();
  private CompletableFuture<TrafficReport> report = new CompletableFuture<>();
  private boolean counts;
  private Set<TrafficFinding> found = Set.of();
  private Set<TrafficFinding> confirmed = Set.of();
  private boolean isOutdated;
  private Optional<String> problem = Optional.empty();
  private int failures;
  private long lastTurn = Long.MIN_VALUE;
  private Optional<Long> againAt = Optional.empty();

  TrafficWatch(TrafficReader reader, Duration every, Ticker ticker) {
    this.reader = reader;
    this.every = every;
    this.ticker = ticker;
  }

  /**
   * Takes what the proxies have said, and asks anew when it is time.
   *
   * @param audit what there is to be found in a report
   */
  void look(ClusterSnapshot snapshot, Function<TrafficReport, Set<TrafficFinding>> audit) {
    if (reading.isPresent() && report.isDone()) {
      reading = Optional.empty();
      if (counts) {
        take(report.join(), audit);
      }
    }
    if (reading.isEmpty() && isDue()) {
      lastTurn = turn();
      againAt = Optional.empty();
      counts = true;
      TrafficReader.Reading begun = reader.read(snapshot);
      reading = Optional.of(begun);
      report = begun.report().toCompletableFuture();
    }
  }

  /** Something is done to the cluster: what the proxies say meanwhile does not count. */
  void pause() {
    if (counts) {
      reading.ifPresent(begun -> begun.end().run());
    }
    counts = false;
    found = Set.of();
    isOutdated = true;
    againAt = Optional.of(ticker.read());
  }

  /** What is known for sure; of what may have been mended since, only that servers are out. */
  Set<TrafficFinding> findings() {
    return isOutdated
        ? Sets.filter(confirmed, finding -> finding.kind() == TrafficFinding.Kind.OUT)
        : confirmed;
  }

  List<Condition> conditions() {
    List<Condition> conditions = new ArrayList<>(TrafficFinding.conditions(confirmed));
    problem
        .filter(text -> failures >= FAILURES_UNTIL_TOLD)
        .ifPresent(
            text ->
                conditions.add(
                    new Condition("traffic-unseen", "who gets traffic cannot be seen: " + text)));
    return conditions;
  }

  private void take(TrafficReport now, Function<TrafficReport, Set<TrafficFinding>> audit) {
    problem = now.problem();
    failures = problem.isPresent() ? failures + 1 : 0;
    Set<TrafficFinding> before = found;
    found = audit.apply(now);
    if (now.problem().isEmpty() || !found.isEmpty()) {
      confirmed = Set.copyOf(Sets.intersection(found, Sets.union(before, confirmed)));
      isOutdated = false;
    }
    if (problem.isPresent() || !found.isEmpty()) {
      againAt = Optional.of(ticker.read() + AGAIN.toNanos());
    }
  }

  private boolean isDue() {
    return turn() != lastTurn || againAt.filter(at -> ticker.read() >= at).isPresent();
  }

  private long turn() {
    return Math.floorDiv(ticker.read(), every.toNanos());
  }
}
