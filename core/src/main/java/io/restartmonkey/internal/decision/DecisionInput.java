package io.restartmonkey.internal.decision;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Pause;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a decision depends on. Immutable.
 *
 * @param now the wall clock, for windows and back-off
 * @param seenAt the clock that stamped the registrations, when the cluster was seen
 * @param watched for how long the cluster has been seen without a break
 * @param servers every registered server
 * @param verdicts what is thought of each, by name
 * @param ledger what was done lately
 * @param pause the pause that holds
 * @param busy what is being done to the cluster already, by us or by another run
 * @param traffic what is wrong with who gets traffic
 * @param obstacles why a try for a server must wait, by its name
 * @param unable by provider, why some remedies can do nothing about its servers
 */
public record DecisionInput(
    Instant now,
    Instant seenAt,
    Duration watched,
    List<Server> servers,
    Map<String, Verdict> verdicts,
    Ledger ledger,
    Optional<Pause> pause,
    Optional<String> busy,
    Set<TrafficFinding> traffic,
    Map<String, String> obstacles,
    Map<String, Map<Remedy, String>> unable) {
  private static final Verdict UNKNOWN = new Verdict.Suspect(Doubt.SILENT, "not looked at yet");

  /** An input in which every remedy can act. */
  public DecisionInput(
      Instant now,
      Instant seenAt,
      Duration watched,
      List<Server> servers,
      Map<String, Verdict> verdicts,
      Ledger ledger,
      Optional<Pause> pause,
      Optional<String> busy,
      Set<TrafficFinding> traffic,
      Map<String, String> obstacles) {
    this(
        now, seenAt, watched, servers, verdicts, ledger, pause, busy, traffic, obstacles, Map.of());
  }

  /** Why some remedies can do nothing about a server. */
  Map<Remedy, String> unable(Server server) {
    return unable.getOrDefault(server.provider(), Map.of());
  }

  /** What is thought of a server. */
  Verdict verdict(String server) {
    return verdicts.getOrDefault(server, UNKNOWN);
  }

  /** The servers of which this was found, by name. */
  Set<String> traffic(TrafficFinding.Kind kind) {
    return traffic.stream()
        .filter(finding -> finding.kind() == kind)
        .map(TrafficFinding::server)
        .collect(Collectors.toSet());
  }
}
