package io.restartmonkey.simulation;

import io.restartmonkey.plan.ContentContract.RestartHow;
import io.restartmonkey.plan.ContentContract.Roles;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.simulation.PlaybookProcess.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What {@code restart-server.yaml} does: it restarts one server while that has no traffic. */
final class RestartServerPlay {
  private static final Duration BOOT = Duration.ofSeconds(20);

  private final World world;
  private final Invariants invariants;
  private final String how;
  private final Tasks tasks;
  private final TrafficRole traffic;
  private final SmokeTestRole smoke;

  RestartServerPlay(World world, Invariants invariants, PlaybookProcess process, Tasks tasks) {
    this.world = world;
    this.invariants = invariants;
    this.how = process.text(Variables.RESTART_HOW);
    this.tasks = tasks;
    this.traffic = new TrafficRole(world, invariants, tasks, process);
    this.smoke = new SmokeTestRole(world, tasks);
  }

  List<Task> restart() {
    if (!how.equals(RestartHow.NONE)) {
      traffic.ask();
      traffic.takeOut();
    }
    restartTarget();
    smoke.test();
    traffic.bringBack();
    return tasks.list();
  }

  private void restartTarget() {
    switch (how) {
      case RestartHow.SERVICE -> {
        tasks.onServer("smoke_test : Stop its service", Tasks.SHORT, this::stopService);
        tasks.onServer(
            "smoke_test : Start its service", Tasks.SHORT, SimulatedServer::startService);
      }
      case RestartHow.REBOOT -> {
        tasks.onServer("service_control : Reboot it", Tasks.AT_ONCE, this::goDown);
        tasks.then("service_control : Wait for it", BOOT, SimulatedServer::boot);
      }
      case RestartHow.POWER_CYCLE -> {
        tasks.task(
            Roles.PREFLIGHT + " : Check the power switch", () -> Tasks.AT_ONCE, this::checkPower);
        tasks.atProvider("provider_cloud : Switch it off", Tasks.AT_ONCE, this::goDown);
        tasks.atProvider("provider_cloud : Switch it on", BOOT, SimulatedServer::boot);
        tasks.onServer("provider_cloud : Wait for SSH", Tasks.AT_ONCE, server -> {});
      }
      default -> {}
    }
  }

  private Optional<HostOutcome> checkPower() {
    if (world.provider().power() == Provider.Switch.WORKS) {
      return Tasks.WELL;
    }
    invariants.asksInVain(tasks.name());
    return tasks.failed(Roles.PREFLIGHT + " : Check the power switch", "nobody can switch it");
  }

  private void goDown(SimulatedServer server) {
    invariants.restarts(server);
    server.goDown();
  }

  private void stopService(SimulatedServer server) {
    invariants.restarts(server);
    server.stopService();
  }
}
