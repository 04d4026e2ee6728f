package io.restartmonkey.simulation;

import io.restartmonkey.ClusterUnreachableException;
import io.restartmonkey.RunLease.Grant;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.monitor.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Redis of the cluster, with all its ways of being away. */
final class SimulatedRedis {
  private static final Duration LEASE_LIFETIME = Duration.ofSeconds(60);

  private record Lease(String run, long token, Duration until) {}

  private final String cluster;
  private final Agenda agenda;
  private final Function<String, @Nullable SimulatedServer> servers;
  private final Map<String, Server> registered = new TreeMap<>();
  private final Map<String, Map<String, Object>> lies = new TreeMap<>();
  private Map<String, Server> saved = Map.of();
  private Optional<Lease> lease = Optional.empty();
  private Optional<Pause> pause = Optional.empty();
  private long fence;
  private long savedFence;
  private boolean down;

  SimulatedRedis(
      String cluster, Agenda agenda, Function<String, @Nullable SimulatedServer> servers) {
    this.cluster = cluster;
    this.agenda = agenda;
    this.servers = servers;
  }

  boolean isUp() {
    return !down;
  }

  /** It does not answer; agents cannot write either. */
  void goDown() {
    registered.keySet().forEach(this::heartbeat);
    down = true;
  }

  /** It is back with all its data. */
  void comeBack() {
    down = false;
  }

  /** It is back with nothing. */
  void comeBackEmpty() {
    down = false;
    forgetBeats();
    registered.clear();
    lies.clear();
    lease = Optional.empty();
    pause = Optional.empty();
    fence = 0;
  }

  /** What a replica has of it. */
  void replicate() {
    saved = Map.copyOf(registered);
    savedFence = fence;
  }

  /** A replica takes its place, which lacks what came last. */
  void failOver() {
    down = false;
    forgetBeats();
    registered.clear();
    registered.putAll(saved);
    lease = Optional.empty();
    fence = savedFence;
  }

  private void forgetBeats() {
    registered
        .keySet()
        .forEach(
            name ->
                Optional.ofNullable(servers.apply(name)).ifPresent(SimulatedServer::forgetBeats));
  }

  /** Somebody writes over a registration what must not be believed. */
  void lie(Server server, String provider) {
    lies.put(
        server.name(),
        Map.of(
            "address",
            server.address(),
            "groups",
            List.copyOf(server.groups()),
            "provider",
            provider,
            "registered",
            server.registered().toString()));
  }

  void stopLying() {
    lies.clear();
  }

  void register(Server server) {
    registered.put(server.name(), server);
  }

  void forget(String name) {
    registered.remove(name);
  }

  boolean isRegistered(String name) {
    return registered.containsKey(name);
  }

  Collection<Server> registered() {
    return registered.values();
  }

  private Optional<Heartbeat> heartbeat(String name) {
    SimulatedServer server = servers.apply(name);
    return server == null ? Optional.empty() : server.heartbeat();
  }

  ClusterSnapshot read() {
    requireUp();
    List<ServerState> states = new ArrayList<>(registered.size());
    List<RefusedRecord> refused = new ArrayList<>();
    for (Server server : registered.values()) {
      try {
        states.add(new ServerState(read(server), heartbeat(server.name())));
      } catch (RecordRefusedException e) {
        refused.add(new RefusedRecord(server.name(), String.valueOf(e.getMessage())));
      }
    }
    return new ClusterSnapshot(cluster, agenda.now(), states, refused);
  }

  private Server read(Server server) {
    Map<String, Object> lie = lies.get(server.name());
    return lie == null ? server : Server.parse(server.name(), lie);
  }

  void restore(Collection<Server> lost) {
    requireUp();
    lost.forEach(server -> registered.putIfAbsent(server.name(), server));
  }

  Grant hold(String run) {
    if (down) {
      return new Grant.Unknown("connection refused");
    }
    Optional<Lease> held = held();
    if (held.isPresent() && !held.get().run.equals(run)) {
      return new Grant.Held(held.get().run);
    }
    long token = held.map(Lease::token).orElseGet(() -> ++fence);
    lease = Optional.of(new Lease(run, token, agenda.wall().plus(LEASE_LIFETIME)));
    return new Grant.Granted(token);
  }

  Optional<String> holder() {
    return down ? Optional.empty() : held().map(Lease::run);
  }

  void release(String run) {
    if (!down && held().filter(l -> l.run.equals(run)).isPresent()) {
      lease = Optional.empty();
    }
  }

  private Optional<Lease> held() {
    return lease.filter(l -> agenda.wall().compareTo(l.until) < 0);
  }

  Optional<Pause> pause() {
    requireUp();
    return pause.filter(p -> agenda.now().isBefore(p.until()));
  }

  void pause(Optional<Pause> next) {
    requireUp();
    pause = next;
  }

  private void requireUp() {
    if (down) {
      throw new ClusterUnreachableException("connection refused");
    }
  }
}
