package io.restartmonkey.simulation;

import java.util.List;
import java.util.Optional;

/**
 * What became of a simulated day.
 *
 * @param seed what it was drawn from
 * @param violation the invariant that did not hold, and how; empty if all did
 * @param trace what happened last, a line each
 * @param faults how many faults there were
 * @param changes how many changes the monkeys made to the cluster
 * @param alerts how many alerts they sent
 * @param restarts how many restarts of the whole cluster came to a good end
 */
public record SimulatedDay(
    long seed,
    Optional<String> violation,
    List<String> trace,
    int faults,
    int changes,
    int alerts,
    int restarts) {
  public SimulatedDay {
    trace = List.copyOf(trace);
  }
}
