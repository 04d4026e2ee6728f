package io.restartmonkey.simulation;

import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.simulation.PlaybookProcess.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The tasks of a play, put together one after another; most are about one server. */
final class Tasks {
  static final Optional<HostOutcome> WELL = Optional.empty();
  static final Duration SHORT = Duration.ofSeconds(2);
  static final Duration AT_ONCE = Duration.ofMillis(100);

  private final World world;
  private final Invariants invariants;
  private final PlaybookProcess process;
  private final List<Task> tasks = new ArrayList<>();
  private final String name;

  /**
   * The server that the run logs in to, by the address that it got as it began or as it made it.
   * Another one that is made by the same name since is at another address, with another host key.
   */
  private Optional<SimulatedServer> known;

  Tasks(World world, Invariants invariants, PlaybookProcess process, String name) {
    this.world = world;
    this.invariants = invariants;
    this.process = process;
    this.name = name;
    this.known = world.server(name);
  }

  /** The name of the server. */
  String name() {
    return name;
  }

  /** The run has made the server, or found that it is made. */
  void learnsItsAddress() {
    known = world.server(name);
  }

  List<Task> list() {
    return tasks;
  }

  void onServer(String task, Duration time, Consumer<SimulatedServer> act) {
    task(
        task,
        () -> letsIn() ? about(time) : SHORT,
        () -> {
          if (!letsIn()) {
            return unreachable(task);
          }
          Optional<HostOutcome> failure =
              change(name, () -> act.accept(world.server(name).orElseThrow()));
          return failure.isEmpty() && world.losesConnection() ? unreachable(task) : failure;
        });
  }

  /** What follows of itself. */
  void then(String task, Duration time, Consumer<SimulatedServer> act) {
    task(
        task,
        () -> about(time),
        () -> {
          known.filter(SimulatedServer::exists).ifPresent(act);
          return WELL;
        });
  }

  void atProvider(String task, Duration time, Consumer<SimulatedServer> act) {
    task(
        task,
        () -> world.provider().takes(about(time)),
        () -> {
          if (isCutOff() || !world.provider().does(false)) {
            return failed(task, "the provider fails");
          }
          return changeElsewhere(
              name,
              () -> {
                world.server(name).ifPresent(act);
                return world.provider().saysThatItWorked()
                    ? WELL
                    : failed(task, "it says that it failed");
              });
        });
  }

  void atRedis(String task, Supplier<Duration> time, Consumer<SimulatedRedis> act) {
    task(
        task,
        time,
        () -> {
          if (!world.redis().answers()) {
            return failed(task, "Redis does not answer");
          }
          return changeElsewhere(
              name,
              () -> {
                act.accept(world.redis());
                return WELL;
              });
        });
  }

  void task(String task, Supplier<Duration> time, Supplier<Optional<HostOutcome>> act) {
    tasks.add(new Task(task, time, act));
  }

  /** Changes something, unless a newer run has been there. */
  Optional<HostOutcome> change(String what, Supplier<Optional<HostOutcome>> how) {
    return fenced(what).or(() -> changeNow(what, how));
  }

  /**
   * Changes something where nobody knows of leases, such as at the provider: the proxies are asked
   * right before.
   */
  Optional<HostOutcome> changeElsewhere(String what, Supplier<Optional<HostOutcome>> how) {
    for (SimulatedProxy proxy : world.proxies()) {
      Optional<HostOutcome> refused =
          letsIn(proxy.name())
              ? fenced(proxy.name())
              : unreachable("preflight : Ask the proxies", proxy.name());
      if (refused.isPresent()) {
        return refused;
      }
    }
    return changeNow(what, how);
  }

  private Optional<HostOutcome> changeNow(String what, Supplier<Optional<HostOutcome>> how) {
    invariants.changes(process, what);
    final Optional<HostOutcome> failure = how.get();
    process.launcher().changeIsMade();
    return failure;
  }

  /** Why this run may do nothing there; leaves its token there if it may. */
  Optional<HostOutcome> fenced(String what) {
    return world.admits(what, process.token())
        ? WELL
        : failed("preflight : Check the fence", "a newer run has been on " + what);
  }

  Optional<HostOutcome> change(String what, Runnable how) {
    return change(
        what,
        () -> {
          how.run();
          return WELL;
        });
  }

  boolean letsIn() {
    return known.isPresent() && known.equals(world.server(name)) && letsIn(name);
  }

  boolean letsIn(String server) {
    return world.letsIn(server) && !isCutOff();
  }

  boolean isCutOff() {
    return process.machine().isCutOff();
  }

  Duration about(Duration time) {
    return world.about(time);
  }

  Optional<HostOutcome> failed(String task, String why) {
    return Optional.of(new HostOutcome(HostOutcome.State.FAILED, task, why));
  }

  Optional<HostOutcome> unreachable(String task) {
    return unreachable(task, name);
  }

  Optional<HostOutcome> unreachable(String task, String server) {
    return Optional.of(
        new HostOutcome(HostOutcome.State.UNREACHABLE, task, server + " lets nobody in"));
  }
}
