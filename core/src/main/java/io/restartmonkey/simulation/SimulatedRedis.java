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
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Redis of the cluster, with all its ways of being away. */
final class SimulatedRedis {
  private static final Duration LEASE_LIFETIME = Duration.ofSeconds(60);
  private static final Duration LEADERS_LIFETIME = Duration.ofSeconds(30);

  private final String cluster;
  private final EventQueue queue;
  private final Function<String, @Nullable SimulatedServer> servers;
  private final Keyspace data = new Keyspace();
  private final Keyspace replica = new Keyspace();
  private final ForgedRegistrations forged = new ForgedRegistrations();
  private final SimulatedLease lease;
  private final SimulatedLease leader;
  private Optional<Pause> pause = Optional.empty();
  private Runnable onLoss = () -> {};
  private boolean down;
  private boolean stopped;
  private boolean hung;
  private Duration clockOffset = Duration.ZERO;

  SimulatedRedis(
      String cluster, EventQueue queue, Function<String, @Nullable SimulatedServer> servers) {
    this.cluster = cluster;
    this.queue = queue;
    this.servers = servers;
    this.lease = new SimulatedLease(this, queue, LEASE_LIFETIME);
    this.leader = new SimulatedLease(this, queue, LEADERS_LIFETIME);
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
    return queue.now().plus(clockOffset);
  }

  Duration clockOffset() {
    return clockOffset;
  }

  void stepClock(Duration by) {
    data.registered().keySet().forEach(this::heartbeat);
    clockOffset = clockOffset.plus(by);
  }

  /** Somebody starts or stops it; it keeps its data. */
  void setService(boolean runs) {
    if (isUp() && !runs) {
      data.registered().keySet().forEach(this::heartbeat);
    }
    stopped = !runs;
  }

  /** It does not answer; agents cannot write either. */
  void goDown() {
    data.registered().keySet().forEach(this::heartbeat);
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
    data.clear();
    forged.clear();
    lease.lose();
    leader.lose();
    pause = Optional.empty();
  }

  /** What a replica has of it. */
  void replicate() {
    replica.copyFrom(data);
  }

  /** A replica takes its place, which lacks what came last. */
  void failOver() {
    onLoss.run();
    down = false;
    forgetBeats();
    data.copyFrom(replica);
    lease.lose();
    leader.lose();
  }

  private void forgetBeats() {
    data.registered()
        .keySet()
        .forEach(
            name ->
                Optional.ofNullable(servers.apply(name)).ifPresent(SimulatedServer::forgetBeats));
  }

  /** The registrations that somebody overwrites. */
  ForgedRegistrations forged() {
    return forged;
  }

  void register(Server server) {
    data.registered().put(server.name(), server);
  }

  void forget(String name) {
    data.registered().remove(name);
  }

  boolean isRegistered(String name) {
    return data.registered().containsKey(name);
  }

  Collection<Server> registered() {
    return data.registered().values();
  }

  private Optional<Heartbeat> heartbeat(String name) {
    SimulatedServer server = servers.apply(name);
    return server == null ? Optional.empty() : server.heartbeat();
  }

  ClusterSnapshot read() {
    requireUp();
    List<ServerState> states = new ArrayList<>();
    List<RefusedRecord> refused = new ArrayList<>();
    for (Server server : registered()) {
      try {
        states.add(new ServerState(forged.read(server), heartbeat(server.name())));
      } catch (RecordRefusedException e) {
        refused.add(RefusedRecord.ofServer(server.name(), String.valueOf(e.getMessage())));
      }
    }
    return new ClusterSnapshot(cluster, now(), states, refused);
  }

  void restore(Collection<Server> lost) {
    requireUp();
    lost.forEach(server -> data.registered().putIfAbsent(server.name(), server));
  }

  /** The lease of the run that may change the cluster. */
  RunLease lease() {
    return lease;
  }

  /** The lease of the monitor that leads. */
  RunLease leader() {
    return leader;
  }

  Collection<Intent> intents() {
    requireUp();
    return data.intents().values();
  }

  void write(Intent intent) {
    requireUp();
    data.intents().put(intent.runId(), intent);
  }

  void forget(Collection<String> runIds) {
    requireUp();
    data.intents().keySet().removeAll(runIds);
  }

  Collection<Quarantine> quarantines() {
    requireUp();
    return data.quarantines().values();
  }

  void write(Quarantine quarantine) {
    requireUp();
    data.quarantines().put(key(quarantine), quarantine);
  }

  void forget(Quarantine quarantine) {
    requireUp();
    data.quarantines().remove(key(quarantine));
  }

  private static String key(Quarantine quarantine) {
    return quarantine.machine() + " " + quarantine.server();
  }

  Optional<IncompleteRun> halfWay() {
    requireUp();
    return data.halfWay();
  }

  void halfWay(Optional<IncompleteRun> next) {
    requireUp();
    data.halfWay(next);
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
