package io.restartmonkey.simulation;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.plan.ContentContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Everything that is there but the monkeys: servers, proxies, Redis, the provider, the network. */
final class World {
  /** The only provider. */
  static final String PROVIDER = "cloud";

  private final EventQueue queue;
  private final Random random;
  private final Trace trace;
  private final SimulatedRedis redis;
  private final Provider provider = new Provider();
  private final NavigableMap<String, SimulatedServer> servers = new TreeMap<>();
  private final List<SimulatedProxy> proxies = new ArrayList<>();
  private final Map<String, Long> newestTokens = new HashMap<>();
  private final Set<String> withoutSsh = new HashSet<>();
  private boolean slowSsh;
  private boolean connectionDies;
  private Optional<String> failingTask = Optional.empty();
  private int lastAddress;

  World(EventQueue queue, Random random, Trace trace) {
    this.queue = queue;
    this.random = random;
    this.trace = trace;
    this.redis = new SimulatedRedis("sim", queue, servers::get);
  }

  EventQueue queue() {
    return queue;
  }

  Random random() {
    return random;
  }

  Trace trace() {
    return trace;
  }

  SimulatedRedis redis() {
    return redis;
  }

  Provider provider() {
    return provider;
  }

  List<SimulatedProxy> proxies() {
    return proxies;
  }

  Collection<SimulatedServer> servers() {
    return servers.values();
  }

  Optional<SimulatedServer> server(String name) {
    return Optional.ofNullable(servers.get(name)).filter(SimulatedServer::exists);
  }

  /** A server comes into being; its app has not been deployed. */
  SimulatedServer make(String name, Set<String> groups) {
    lastAddress++;
    Server registration =
        new Server(
            name,
            "10.0.%d.%d".formatted(lastAddress / 250, 1 + lastAddress % 250),
            ImmutableSortedSet.copyOf(groups),
            PROVIDER,
            // As Redis has it: to the second.
            Instant.ofEpochSecond(redis.now().getEpochSecond()));
    SimulatedServer server =
        new SimulatedServer(registration, queue, redis::isUp, redis::clockOffset);
    server.stopService();
    servers.put(name, server);
    return server;
  }

  void addProxy(String name) {
    proxies.add(new SimulatedProxy(name));
  }

  boolean letsIn(String server) {
    return !withoutSsh.contains(server) && server(server).filter(SimulatedServer::isUp).isPresent();
  }

  void cutSsh(String server) {
    withoutSsh.add(server);
  }

  void mendSsh(String server) {
    withoutSsh.remove(server);
  }

  /** Neither SSH nor a heartbeat gets to or from any server; requests do. */
  void cutOff(Duration time) {
    for (SimulatedServer server : servers.values()) {
      server.mute(time);
      cutSsh(server.name());
      queue.after(time, () -> mendSsh(server.name()));
    }
  }

  void slowSsh(boolean now) {
    slowSsh = now;
  }

  /** Whether the next task on a server is done without anybody hearing of it. */
  void loseConnection(boolean now) {
    connectionDies = now;
  }

  /** Whether that happens to this one. */
  boolean losesConnection() {
    boolean dies = connectionDies;
    connectionDies = false;
    return dies;
  }

  /** The next play that comes to a task with this in its name fails there. */
  void failAt(Optional<String> task) {
    failingTask = task;
  }

  boolean failsAt(String task) {
    boolean fails = failingTask.filter(task::contains).isPresent();
    if (fails) {
      failingTask = Optional.empty();
    }
    return fails;
  }

  /** Whether a run with this token may change this server or proxy: no newer one has been there. */
  boolean admits(String what, long token) {
    return token == PlaybookProcess.NO_TOKEN || newestTokens.merge(what, token, Math::max) == token;
  }

  /** A time from 1/2 to 3/2 of this. */
  Duration about(Duration usually) {
    double factor = (0.5 + random.nextDouble()) * (slowSsh ? 10 : 1);
    return Duration.ofNanos((long) (usually.toNanos() * factor));
  }

  /** Whether it takes requests that some proxy sends. */
  boolean serves(SimulatedServer server) {
    return server.answers() && proxies.stream().anyMatch(proxy -> proxy.sends(server.name()));
  }

  /** Whether every server is well and in traffic, and none is to go again. */
  boolean isCalm() {
    for (SimulatedServer server : servers.values()) {
      if (server.exists() && (!server.isWell() || server.isIn(ContentContract.SURGE_GROUP))) {
        return false;
      }
    }
    return proxies.stream()
        .allMatch(proxy -> !proxy.isDown() && proxy.drained().isEmpty() && proxy.isOfOneMind());
  }
}
