package io.restartmonkey.simulation;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.simulation.PlaybookProcess.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code retire-server.yaml} does: it takes a server out of traffic and destroys it. */
final class RetireServerPlay {
  private final Invariants invariants;
  private final PlaybookProcess process;
  private final Tasks tasks;
  private final TrafficRole traffic;

  RetireServerPlay(World world, Invariants invariants, PlaybookProcess process, Tasks tasks) {
    this.invariants = invariants;
    this.process = process;
    this.tasks = tasks;
    this.traffic = new TrafficRole(world, invariants, tasks, process);
  }

  List<Task> retire() {
    if (!process.flag(Variables.RETIRE_ALLOW_LAST)) {
      tasks.task(
          "preflight : Check which server is to be retired",
          () -> Tasks.AT_ONCE,
          this::refuseTheLast);
    }
    traffic.ask();
    traffic.remove();
    tasks.atRedis("redis : Forget it", () -> Tasks.AT_ONCE, redis -> redis.forget(tasks.name()));
    tasks.atProvider("provider_cloud : Destroy it", Tasks.SHORT, this::destroy);
    return tasks.list();
  }

  private Optional<HostOutcome> refuseTheLast() {
    List<Server> servers = process.run().inventory().servers();
    Set<String> groups =
        servers.stream()
            .filter(server -> server.name().equals(tasks.name()))
            .findFirst()
            .map(server -> (Set<String>) server.groups())
            .orElse(Set.of());
    boolean has =
        groups.isEmpty()
            || servers.stream()
                .filter(server -> !server.name().equals(tasks.name()))
                .anyMatch(server -> server.groups().stream().anyMatch(groups::contains));
    return has
        ? Tasks.WELL
        : tasks.failed("preflight : Check which server is to be retired", "the last one");
  }

  private void destroy(SimulatedServer server) {
    invariants.stops(server);
    invariants.destroys(server);
    server.destroy();
  }
}
