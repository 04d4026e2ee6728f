package io.restartmonkey.simulation;

import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.simulation.SimulatedProxy.Traffic;
import java.util.Set;

/** Draws the cluster with which a day begins: its proxies, its Redis and its servers. */
final class InitialCluster {
  private final World world;

  InitialCluster(World world) {
    this.world = world;
  }

  /** Makes the cluster, with every server up, registered and in traffic. */
  void make(GuardPolicy guards) {
    world.addProxy("proxy1");
    if (world.random().nextInt(3) == 0) {
      world.addProxy("proxy2");
    }
    for (SimulatedProxy proxy : world.proxies()) {
      register(proxy.name(), Set.of(ContentContract.PROXY_GROUP));
    }
    register("redis1", Set.of(ContentContract.REDIS_GROUP));
    for (String service : guards.services().stream().sorted().toList()) {
      int number = Math.max(1, guards.floor()) + world.random().nextInt(4);
      for (int i = 1; i <= number; i++) {
        String name = service + i;
        register(name, Set.of(service));
        world.proxies().forEach(proxy -> proxy.set(name, Traffic.READY));
      }
    }
  }

  private void register(String name, Set<String> groups) {
    SimulatedServer server = world.make(name, groups);
    server.startService();
    world.redis().register(server.server());
  }
}
