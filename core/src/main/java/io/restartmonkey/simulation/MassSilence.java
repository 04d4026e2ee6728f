package io.restartmonkey.simulation;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.RestartHow;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.playbook.PlaybookRun;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** I7: while most servers are silent, no monitor restarts or replaces anything. */
final class MassSilence {
  private final World world;
  private final HealthPolicy policy;
  private final Oversight oversight;
  private final Violations violations;

  MassSilence(World world, HealthPolicy policy, Oversight oversight, Violations violations) {
    this.world = world;
    this.policy = policy;
    this.oversight = oversight;
    this.violations = violations;
  }

  /** A run is about to begin. */
  void begins(PlaybookProcess process) {
    if (isDrastic(process.run()) && isMostlySilent()) {
      violations.report("I7", "%s begins while most servers are silent".formatted(process.runId()));
    }
  }

  private static boolean isDrastic(PlaybookRun run) {
    return switch (String.valueOf(run.playbook().getFileName())) {
      case Playbooks.RESTART_SERVER ->
          !RestartHow.NONE.equals(run.variables().get(Variables.RESTART_HOW));
      case Playbooks.ADD_SERVER -> true;
      default -> false;
    };
  }

  private boolean isMostlySilent() {
    Duration limit = policy.hungAfter().plus(policy.interval().multipliedBy(3));
    Set<String> known = new HashSet<>(oversight.quarantined());
    List<Server> all =
        world.redis().registered().stream().filter(s -> !known.contains(s.name())).toList();
    long silent =
        all.stream()
            .filter(
                server ->
                    world.server(server.name()).stream()
                        .flatMap(s -> s.heartbeat().stream())
                        .noneMatch(beat -> beat.age(world.redis().now()).compareTo(limit) < 0))
            .count();
    return silent > 1 && 2 * silent > all.size();
  }
}
