package io.restartmonkey.cluster;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A cluster at one instant. Immutable; servers are sorted by name.
 *
 * @param cluster the cluster's name
 * @param observedAt when it was read, by the clock that also stamped the heartbeats
 * @param servers every registered server that could be believed
 * @param refused every record that could not
 */
public record ClusterSnapshot(
    String cluster, Instant observedAt, List<ServerState> servers, List<RefusedRecord> refused) {

  /** How old a heartbeat may be until its server does not count as running: five beats of 2 s. */
  public static final Duration DEFAULT_FRESHNESS = Duration.ofSeconds(10);

  /**
   * @throws RecordRefusedException if the cluster's name is not one
   */
  public ClusterSnapshot {
    Syntax.clusterName(cluster);
    servers = servers.stream().sorted(comparing(state -> state.server().name())).toList();
    refused = List.copyOf(refused);
  }

  /** The same with these servers only. */
  public ClusterSnapshot only(Set<Server> some) {
    return new ClusterSnapshot(
        cluster,
        observedAt,
        servers.stream().filter(state -> some.contains(state.server())).toList(),
        refused);
  }

  /**
   * The same without the servers that cannot be believed here; they count as refused.
   *
   * @param isFalse which ones
   * @param reason what is wrong with them, safe to print
   */
  public ClusterSnapshot refusing(Predicate<Server> isFalse, String reason) {
    Set<Server> no = registered().stream().filter(isFalse).collect(toSet());
    if (no.isEmpty()) {
      return this;
    }
    List<RefusedRecord> all = new ArrayList<>(refused);
    no.stream()
        .map(Server::name)
        .sorted()
        .forEach(name -> all.add(new RefusedRecord("server " + Syntax.quote(name), reason)));
    return new ClusterSnapshot(
        cluster,
        observedAt,
        servers.stream().filter(state -> !no.contains(state.server())).toList(),
        all);
  }

  /** Whether the record of a server of this name cannot be believed. */
  public boolean hasRefused(String server) {
    return refused.stream().anyMatch(record -> record.isOfServer(server));
  }

  /** All registered servers, running or not. */
  public List<Server> registered() {
    return servers.stream().map(ServerState::server).toList();
  }

  /** The servers that run: registered, and heartbeat fresh. */
  public List<Server> live(Duration freshness) {
    return servers.stream()
        .filter(state -> state.isLive(observedAt, freshness))
        .map(ServerState::server)
        .toList();
  }

  /** The registered servers that do not run. */
  public List<ServerState> silent(Duration freshness) {
    return servers.stream().filter(state -> !state.isLive(observedAt, freshness)).toList();
  }
}
