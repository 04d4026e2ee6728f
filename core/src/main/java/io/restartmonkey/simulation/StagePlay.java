package io.restartmonkey.simulation;

import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.simulation.PlaybookProcess.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a play of {@code stopservices.yaml} or {@code restartservices.yaml} does to its servers. */
final class StagePlay {
  private static final Duration BOOT = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World world;
  private final Invariants invariants;
  private final List<String> targets;
  private final Tasks tasks;

  StagePlay(World world, Invariants invariants, PlaybookProcess process) {
    this.world = world;
    this.invariants = invariants;
    this.targets = process.run().targets();
    this.tasks = new Tasks(world, invariants, process, String.join(",", targets));
  }

  List<Task> stop() {
    onEach("service_control : Stop the service", Tasks.SHORT, this::stopService);
    return tasks.list();
  }

  List<Task> restart(boolean reboots) {
    if (reboots) {
      onEach("service_control : Reboot the server", Tasks.AT_ONCE, this::reboot);
      waitFor("service_control : Reboot the server", BOOT, tasks::letsIn);
    } else {
      onEach("smoke_test : Restart its service", Tasks.SHORT, this::restartService);
    }
    waitFor("smoke_test : Wait until it answers", Duration.ZERO, this::answers);
    return tasks.list();
  }

  /** Ansible does a task on all hosts before it halts for one of them. */
  private void onEach(String task, Duration time, Consumer<SimulatedServer> act) {
    tasks.task(
        task,
        () -> targets.stream().allMatch(tasks::letsIn) ? tasks.about(time) : Tasks.SHORT,
        () -> {
          List<HostOutcome> failures = new ArrayList<>();
          for (String target : targets) {
            Optional<HostOutcome> failure =
                tasks.letsIn(target)
                    ? tasks.change(target, () -> world.server(target).ifPresent(act))
                    : tasks.unreachable(task, target);
            failure.ifPresent(failures::add);
          }
          return failures.stream().findFirst();
        });
  }

  private void waitFor(String task, Duration usually, Predicate<String> there) {
    tasks.task(
        task,
        () ->
            usually.plus(
                targets.stream().allMatch(there) || !usually.isZero()
                    ? tasks.about(Tasks.SHORT)
                    : PATIENCE),
        () -> {
          for (String target : targets) {
            if (!tasks.letsIn(target)) {
              return tasks.unreachable(task, target);
            }
            Optional<HostOutcome> refused = tasks.fenced(target);
            if (refused.isPresent()) {
              return refused;
            }
            if (!there.test(target)) {
              return tasks.failed(task, target + ": HTTP 503");
            }
          }
          return Tasks.WELL;
        });
  }

  private void stopService(SimulatedServer server) {
    invariants.stops(server);
    setService(server, false);
  }

  private void restartService(SimulatedServer server) {
    invariants.stops(server);
    setService(server, true);
  }

  /** It comes back by itself, whatever becomes of the run. */
  private void reboot(SimulatedServer server) {
    invariants.stops(server);
    setService(server, false);
    server.goDown();
    world
        .queue()
        .after(
            BOOT,
            () -> {
              server.boot();
              setService(server, true);
            });
  }

  private void setService(SimulatedServer server, boolean runs) {
    Optional<SimulatedProxy> proxy = proxy(server.name());
    if (proxy.isPresent()) {
      proxy.get().setService(runs);
    } else if (server.isIn(ContentContract.REDIS_GROUP)) {
      world.redis().setService(runs);
    } else if (runs) {
      server.startService();
    } else {
      server.stopService();
    }
  }

  private Optional<SimulatedProxy> proxy(String target) {
    return world.proxies().stream().filter(proxy -> proxy.name().equals(target)).findFirst();
  }

  /** What its smoke test asks. */
  private boolean answers(String target) {
    Optional<SimulatedServer> server = world.server(target);
    Optional<SimulatedProxy> proxy = proxy(target);
    if (proxy.isPresent()) {
      return world.servers().stream().anyMatch(s -> s.answers() && proxy.get().sends(s.name()));
    }
    return server.filter(SimulatedServer::answers).isPresent() && world.redis().isUp();
  }
}
