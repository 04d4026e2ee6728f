package io.restartmonkey.internal.decision;

import static java.util.stream.Collectors.joining;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.health.Condition;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.Roles;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Agents that do not say how many CPUs their servers may use, so that these are not judged by CPU.
 *
 * @param services the groups whose servers would be
 */
public record OldAgents(Set<String> services) {
  private static final int MAX_NAMES = 5;

  /** What an operator must know, if there is one. */
  public Optional<Condition> condition(ClusterSnapshot snapshot) {
    List<String> old =
        snapshot.servers().stream()
            .filter(state -> state.heartbeat().filter(beat -> beat.cpus().isEmpty()).isPresent())
            .map(ServerState::server)
            .filter(server -> !Collections.disjoint(server.groups(), services))
            .map(Server::name)
            .toList();
    return old.isEmpty() ? Optional.empty() : Optional.of(condition(old));
  }

  private static Condition condition(List<String> old) {
    String names = old.stream().limit(MAX_NAMES).collect(joining(", "));
    return new Condition(
        "agents-old",
        "the agents of %d servers (%s%s) do not say how many CPUs there are, so their CPU is not judged; bring them up to date: %s"
            .formatted(
                old.size(),
                names,
                old.size() > MAX_NAMES ? ", ..." : "",
                Playbooks.provision(Roles.AGENT)));
  }
}
