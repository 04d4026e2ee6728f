package io.restartmonkey.simulation;

import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.simulation.SimulatedProxy.Traffic;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The role {@code traffic}: it brings a server into traffic, and out of it, on every proxy. */
final class TrafficRole {
  private static final Duration SESSIONS = Duration.ofSeconds(6);

  private final World world;
  private final Invariants invariants;
  private final Tasks tasks;
  private final int floor;

  /**
   * The role in a play about one server.
   *
   * @param invariants told before a server loses its traffic
   * @param tasks where its tasks are added
   */
  TrafficRole(World world, Invariants invariants, Tasks tasks, PlaybookProcess process) {
    this.world = world;
    this.invariants = invariants;
    this.tasks = tasks;
    this.floor =
        process.run().variables().get(Variables.TRAFFIC_FLOOR) instanceof Integer number
            ? number
            : 1;
  }

  /** The server gets no new requests any more. */
  void takeOut() {
    onEachProxy("drained", SESSIONS, this::drain);
  }

  /** No proxy knows the server any more. */
  void remove() {
    onEachProxy(
        "absent",
        SESSIONS,
        proxy -> {
          Optional<HostOutcome> refused = drain(proxy);
          return refused.isPresent() || proxy.remove(tasks.name()) ? refused : dies(proxy);
        });
  }

  /** The server gets requests again. */
  void bringBack() {
    onEachProxy("ready", Tasks.SHORT, this::ready);
  }

  /** The proxies come to know the server, and send it requests. */
  void add() {
    onEachProxy("present", Tasks.SHORT, this::ready);
  }

  /** Asks every proxy whether it would take the server out of traffic. */
  void ask() {
    onEachProxy("drained (asked first)", Tasks.AT_ONCE, this::refusal);
  }

  private void onEachProxy(
      String state, Duration time, Function<SimulatedProxy, Optional<HostOutcome>> act) {
    for (SimulatedProxy proxy : world.proxies()) {
      String task = "traffic : Bring the server on every proxy to state " + state;
      tasks.task(
          task,
          () -> tasks.about(time),
          () ->
              proxy.takesChanges() && world.letsIn(proxy.name()) && !tasks.isCutOff()
                  ? act.apply(proxy)
                  : tasks.failed(task, proxy.name() + " does not answer"));
    }
  }

  /** Why a proxy would not take it out of traffic. */
  private Optional<HostOutcome> refusal(SimulatedProxy proxy) {
    Optional<SimulatedServer> server = world.server(tasks.name());
    if (server.isEmpty() || !proxy.sends(tasks.name()) || !server.get().answers()) {
      return Tasks.WELL;
    }
    Set<String> services = new TreeSet<>(server.get().server().groups());
    services.retainAll(invariants.services());
    for (String service : services) {
      long others =
          world.servers().stream()
              .filter(other -> other.isIn(service) && !other.name().equals(tasks.name()))
              .filter(other -> other.exists() && other.answers() && proxy.sends(other.name()))
              .count();
      if (others < floor) {
        return tasks.failed("traffic : Ask every proxy", "too few others serve on " + proxy.name());
      }
    }
    return Tasks.WELL;
  }

  private Optional<HostOutcome> drain(SimulatedProxy proxy) {
    Optional<HostOutcome> refused = refusal(proxy);
    if (refused.isEmpty() && proxy.has(tasks.name())) {
      return tasks.change(
          proxy.name(),
          () -> {
            world
                .server(tasks.name())
                .filter(s -> proxy.sends(tasks.name()))
                .ifPresent(invariants::losesTraffic);
            return proxy.set(tasks.name(), Traffic.DRAINED) ? Tasks.WELL : dies(proxy);
          });
    }
    return refused;
  }

  private Optional<HostOutcome> ready(SimulatedProxy proxy) {
    if (world.server(tasks.name()).filter(SimulatedServer::answers).isEmpty()) {
      return tasks.failed("traffic : Bring the server to state ready", "its check does not pass");
    }
    return tasks.change(
        proxy.name(), () -> proxy.set(tasks.name(), Traffic.READY) ? Tasks.WELL : dies(proxy));
  }

  private Optional<HostOutcome> dies(SimulatedProxy proxy) {
    return tasks.unreachable("traffic : Bring the server to its state", proxy.name());
  }
}
