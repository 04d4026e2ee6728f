package io.restartmonkey.simulation;

import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.simulation.PlaybookProcess.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What {@code add-server.yaml} does: it makes a server and gives it traffic. */
final class AddServerPlay {
  private static final Duration MAKING = Duration.ofSeconds(30);

  private final World world;
  private final Invariants invariants;
  private final PlaybookProcess process;
  private final Tasks tasks;
  private final TrafficRole traffic;
  private final SmokeTestRole smoke;

  AddServerPlay(World world, Invariants invariants, PlaybookProcess process, Tasks tasks) {
    this.world = world;
    this.invariants = invariants;
    this.process = process;
    this.tasks = tasks;
    this.traffic = new TrafficRole(world, invariants, tasks, process);
    this.smoke = new SmokeTestRole(world, tasks);
  }

  List<Task> add() {
    tasks.task(
        "provider_cloud : Create it",
        () -> world.provider().takes(tasks.about(MAKING)),
        this::make);
    tasks.onServer("app : Install it", MAKING.dividedBy(2), server -> {});
    tasks.onServer("app : Place the release", Tasks.SHORT, SimulatedServer::startService);
    smoke.test();
    traffic.add();
    tasks.atRedis("agent : Register it", () -> tasks.about(Tasks.SHORT), this::register);
    return tasks.list();
  }

  private void register(SimulatedRedis redis) {
    world.server(tasks.name()).ifPresent(server -> redis.register(server.server()));
  }

  private Optional<HostOutcome> make() {
    if (!world.provider().does(true)) {
      return tasks.failed("provider_cloud : Create it", "no server can be made");
    }
    return tasks.changeElsewhere(
        tasks.name(),
        () -> {
          if (world.server(tasks.name()).isEmpty()) {
            invariants.makes(
                world.make(tasks.name(), groups()), process.flag(Variables.SERVER_SURGE));
          }
          tasks.learnsItsAddress();
          return world.provider().saysThatItWorked()
              ? Tasks.WELL
              : tasks.failed("provider_cloud : Create it", "it says that it failed");
        });
  }

  private Set<String> groups() {
    String like = process.text(Variables.SERVER_LIKE);
    Set<String> groups =
        new TreeSet<>(
            process.run().inventory().servers().stream()
                .filter(server -> server.name().equals(like))
                .findFirst()
                .orElseThrow()
                .groups());
    if (process.flag(Variables.SERVER_SURGE)) {
      groups.add(ContentContract.SURGE_GROUP);
    }
    return groups;
  }
}
