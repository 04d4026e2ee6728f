package io.restartmonkey.health;

import io.restartmonkey.cluster.ClusterSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One look at the cluster, and what was made of it.
 *
 * @param at when
 * @param snapshot the cluster; empty if it could not be seen
 * @param verdicts what is thought of each server, by name
 * @param decision what is done, and why nothing else
 * @param running what is being done
 * @param alerts what operators are told
 */
public record Tick(
    Instant at,
    Optional<ClusterSnapshot> snapshot,
    Map<String, Verdict> verdicts,
    Decision decision,
    Optional<String> running,
    List<Alert> alerts) {
  public Tick {
    alerts = List.copyOf(alerts);
  }

  /** The same tick with what operators must know, and what they are told. */
  public Tick with(List<Condition> conditions, List<Alert> alerts) {
    return new Tick(at, snapshot, verdicts, decision.with(conditions), running, alerts);
  }

  /** How many servers there are of each verdict, by its word. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    verdicts.values().forEach(verdict -> counts.merge(verdict.word(), 1, Integer::sum));
    return counts;
  }
}
