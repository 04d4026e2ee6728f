package io.restartmonkey.simulation;

import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.simulation.SimulatedProxy.Traffic;
import java.util.Set;

/** Draws the cluster with which a day begins: its proxies, its Redis and its servers. */
final class InitialCluster {
  private final World estate;

  InitialCluster(World estate) {
    this.estate = estate;
  }

  /** Makes the cluster, with every server up, registered and in traffic. */
  void make(GuardPolicy guards) {
    estate.addProxy("proxy1");
    if (estate.random().nextInt(3) == 0) {
      estate.addProxy("proxy2");
    }
    for (SimulatedProxy proxy : estate.proxies()) {
      register(proxy.name(), Set.of(ContentContract.PROXY_GROUP));
    }
    register("redis1", Set.of(ContentContract.REDIS_GROUP));
    for (String service : guards.services().stream().sorted().toList()) {
      int number = Math.max(1, guards.floor()) + estate.random().nextInt(4);
      for (int i = 1; i <= number; i++) {
        String name = service + i;
        register(name, Set.of(service));
        estate.proxies().forEach(proxy -> proxy.set(name, Traffic.READY));
      }
    }
  }

  private void register(String name, Set<String> groups) {
    SimulatedServer server = estate.make(name, groups);
    server.startService();
    estate.redis().register(server.server());
  }
}
