package io.restartmonkey.spi;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.TrafficReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks the proxies who gets traffic. */
public interface TrafficReader {
  /** Of clusters without proxies. */
  TrafficReader NONE =
      snapshot -> new Reading(CompletableFuture.completedFuture(TrafficReport.NONE), () -> {});

  /**
   * Begins to ask every registered proxy, and returns at once. Never throws: what goes wrong is the
   * report's problem.
   */
  Reading read(ClusterSnapshot snapshot);

  /**
   * A question that goes on.
   *
   * @param report what comes of it; never an exception
   * @param end ends it, with all its processes
   */
  record Reading(CompletionStage<TrafficReport> report, Runnable end) {}
}
