package io.restartmonkey.simulation;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.health.Pause;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Quarantine;
import io.restartmonkey.spi.RunLease;
import java.time.Duration;
import java.time.Instant;
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
  private static final Duration LEADERS_LIFETIME = Duration.ofSeconds(30);

  /** A key that says who has something, and expires. */
  private final class Lease implements RunLease {
    private final Duration lifetime;
    private Optional<String> holder = Optional.empty();
    private long until;
    private long token;

    Lease(Duration lifetime) {
      this.lifetime = lifetime;
    }

    void lose() {
      holder = Optional.empty();
      token = 0;
    }

    private Optional<String> held() {
      return holder.filter(h -> agenda.nanos() < until);
    }

    @Override
    public Grant hold(String id) {
      return renew(id, 0);
    }

    @Override
    public Grant renew(String id, long had) {
      if (!isUp()) {
        return new Grant.Unknown("connection refused");
      }
      Optional<String> other = held();
      if (other.isPresent() && !other.get().equals(id)) {
        return new Grant.Held(other.get());
      }
      if (other.isEmpty()) {
        if (had > 0 && token > had) {
          return new Grant.Overtaken();
        }
        token = had > 0 ? had : Math.max(token + 1, now().toEpochMilli());
        holder = Optional.of(id);
      }
      until = agenda.nanos() + lifetime.toNanos();
      return new Grant.Granted(token);
    }

    @Override
    public Optional<String> holder() {
      return !isUp() ? Optional.empty() : held();
    }

    @Override
    public void release(String id) {
      if (isUp() && held().equals(Optional.of(id))) {
        holder = Optional.empty();
      }
    }
  }

  private final String cluster;
  private final EventQueue agenda;
  private final Function<String, @Nullable SimulatedServer> servers;
  private final Map<String, Server> registered = new TreeMap<>();
  private final Map<String, Map<String, Object>> lies = new TreeMap<>();
  private Map<String, Server> saved = Map.of();
  private final Lease lease = new Lease(LEASE_LIFETIME);
  private final Lease leader = new Lease(LEADERS_LIFETIME);
  private final Map<String, Intent> intents = new TreeMap<>();
  private final Map<String, Quarantine> quarantines = new TreeMap<>();
  private Map<String, Quarantine> savedQuarantines = Map.of();
  private Optional<IncompleteRun> halfWay = Optional.empty();
  private Optional<Pause> pause = Optional.empty();
  private Map<String, Intent> savedIntents = Map.of();
  private Optional<IncompleteRun> savedHalfWay = Optional.empty();
  private Runnable onLoss = () -> {};
  private boolean down;
  private boolean stopped;
  private boolean hung;
  private Duration clockOffset = Duration.ZERO;

  SimulatedRedis(
      String cluster, EventQueue agenda, Function<String, @Nullable SimulatedServer> servers) {
    this.cluster = cluster;
    this.agenda = agenda;
    this.servers = servers;
  }

  boolean isUp() {
    return !down && !stopped;
  }

  /** Whether whoever asks gets an answer. */
  boolean answers() {
    return isUp() && !hung;
  }

  /** It takes what comes, and does not answer. */
  void hang(boolean now) {
    hung = now;
  }

  /** What its clock says. */
  Instant now() {
    return agenda.now().plus(clockOffset);
  }

  Duration clockOffset() {
    return clockOffset;
  }

  void stepClock(Duration by) {
    registered.keySet().forEach(this::heartbeat);
    clockOffset = clockOffset.plus(by);
  }

  /** Somebody starts or stops it; it keeps its data. */
  void setService(boolean runs) {
    if (isUp() && !runs) {
      registered.keySet().forEach(this::heartbeat);
    }
    stopped = !runs;
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

  /** What happens whenever it has lost what monitors told each other. */
  void onLoss(Runnable event) {
    onLoss = event;
  }

  /** It is back with nothing. */
  void comeBackEmpty() {
    onLoss.run();
    down = false;
    forgetBeats();
    registered.clear();
    lies.clear();
    intents.clear();
    quarantines.clear();
    lease.lose();
    leader.lose();
    halfWay = Optional.empty();
    pause = Optional.empty();
  }

  /** What a replica has of it. */
  void replicate() {
    saved = Map.copyOf(registered);
    savedIntents = Map.copyOf(intents);
    savedHalfWay = halfWay;
    savedQuarantines = Map.copyOf(quarantines);
  }

  /** A replica takes its place, which lacks what came last. */
  void failOver() {
    onLoss.run();
    down = false;
    forgetBeats();
    registered.clear();
    registered.putAll(saved);
    intents.clear();
    intents.putAll(savedIntents);
    halfWay = savedHalfWay;
    quarantines.clear();
    quarantines.putAll(savedQuarantines);
    lease.lose();
    leader.lose();
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
        refused.add(RefusedRecord.ofServer(server.name(), String.valueOf(e.getMessage())));
      }
    }
    return new ClusterSnapshot(cluster, now(), states, refused);
  }

  private Server read(Server server) {
    Map<String, Object> lie = lies.get(server.name());
    return lie == null ? server : Server.parse(server.name(), lie);
  }

  void restore(Collection<Server> lost) {
    requireUp();
    lost.forEach(server -> registered.putIfAbsent(server.name(), server));
  }

  RunLease lease() {
    return lease;
  }

  RunLease leader() {
    return leader;
  }

  Collection<Intent> intents() {
    requireUp();
    return intents.values();
  }

  void write(Intent intent) {
    requireUp();
    intents.put(intent.runId(), intent);
  }

  void forget(Collection<String> runIds) {
    requireUp();
    intents.keySet().removeAll(runIds);
  }

  Collection<Quarantine> quarantines() {
    requireUp();
    return quarantines.values();
  }

  void write(Quarantine quarantine) {
    requireUp();
    quarantines.put(quarantine.machine() + " " + quarantine.server(), quarantine);
  }

  void forget(Quarantine quarantine) {
    requireUp();
    quarantines.remove(quarantine.machine() + " " + quarantine.server());
  }

  Optional<IncompleteRun> halfWay() {
    requireUp();
    return halfWay;
  }

  void halfWay(Optional<IncompleteRun> next) {
    requireUp();
    halfWay = next;
  }

  Optional<Pause> pause() {
    requireUp();
    return pause.filter(p -> now().isBefore(p.until()));
  }

  void pause(Optional<Pause> next) {
    requireUp();
    pause = next;
  }

  private void requireUp() {
    if (!isUp()) {
      throw new ClusterUnreachableException("connection refused");
    }
  }
}
