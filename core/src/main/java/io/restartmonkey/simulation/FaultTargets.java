package io.restartmonkey.simulation;

import java.util.List;
import java.util.Random;
import java.util.Set;

/** Draws what a fault hits. */
final class FaultTargets {
  private final World world;
  private final Set<String> services;
  private final List<SimulatedMonitor> monkeys;

  /**
   * @param world everything that is there but the monkeys
   * @param services the services that are watched
   * @param monkeys all monkeys
   */
  FaultTargets(World world, Set<String> services, List<SimulatedMonitor> monkeys) {
    this.world = world;
    this.services = services;
    this.monkeys = monkeys;
  }

  World world() {
    return world;
  }

  Set<String> services() {
    return services;
  }

  List<SimulatedMonitor> monkeys() {
    return monkeys;
  }

  Random random() {
    return world.random();
  }

  /** All servers of the services that are watched. */
  List<SimulatedServer> apps() {
    return world.servers().stream().filter(s -> services.stream().anyMatch(s::isIn)).toList();
  }

  SimulatedServer server() {
    return one(apps());
  }

  SimulatedProxy proxy() {
    return one(world.proxies());
  }

  SimulatedMonitor monkey() {
    return one(monkeys);
  }

  <T> T one(List<T> all) {
    return all.get(random().nextInt(all.size()));
  }
}
