package io.restartmonkey.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An operator visits each server that a monitor has set apart, and mends it. */
final class RepairVisits {
  /** How long the operator takes to come. */
  private static final Duration DELAY = Duration.ofMinutes(45);

  private final World world;
  private final Monitors monitors;
  private final CureCount cures;
  private final Set<String> awaited = new HashSet<>();

  RepairVisits(World world, Monitors monitors, CureCount cures) {
    this.world = world;
    this.monitors = monitors;
    this.cures = cures;
  }

  /** Calls an operator to every server that was set apart since the last call. */
  void plan() {
    for (SimulatedMonitor monitor : monitors.all()) {
      for (String name : monitor.machine().quarantined().keySet()) {
        if (awaited.add(name)) {
          world.queue().after(DELAY, () -> mend(name, monitor.machine()));
        }
      }
    }
  }

  private void mend(String name, Machine machine) {
    world.trace().say("an operator mends " + name);
    awaited.remove(name);
    world
        .server(name)
        .ifPresent(
            server -> {
              server.deploy(false);
              server.boot();
            });
    machine.quarantined().remove(name);
    cures.forget(name);
    machine.cleared().put(name, machine.clock().instant());
    clear(name, machine.name());
  }

  /** As the command does it, so that others know although no monitor runs there any more. */
  private void clear(String server, String machine) {
    if (world.redis().isUp()) {
      List.copyOf(world.redis().quarantines()).stream()
          .filter(known -> known.server().equals(server) && known.machine().equals(machine))
          .forEach(known -> world.redis().write(known.cleared(world.queue().now())));
    }
  }
}
