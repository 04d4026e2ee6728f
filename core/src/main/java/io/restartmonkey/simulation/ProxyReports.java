package io.restartmonkey.simulation;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.ProxiedServer;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.spi.TrafficReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What the proxies say of who gets traffic, to a process that may be cut off. */
final class ProxyReports implements TrafficReader {
  private static final Duration TAKES = Duration.ofSeconds(3);

  private final MachineProcess process;
  private final World world;

  /**
   * @param process who asks
   */
  ProxyReports(MachineProcess process, World world) {
    this.process = process;
    this.world = world;
  }

  @Override
  public Reading read(ClusterSnapshot snapshot) {
    CompletableFuture<TrafficReport> report = new CompletableFuture<>();
    process.executeAfter(TAKES, () -> report.complete(now()));
    return new Reading(report, () -> report.complete(TrafficReport.failed("it was ended")));
  }

  private TrafficReport now() {
    Map<String, List<ProxiedServer>> said = new TreeMap<>();
    Optional<String> problem = Optional.empty();
    for (SimulatedProxy proxy : world.proxies()) {
      if (!proxy.isDown() && world.letsIn(proxy.name()) && !process.machine().isCutOff()) {
        said.put(proxy.name(), servers(proxy));
      } else {
        problem = Optional.of(proxy.name() + " does not answer");
      }
    }
    return new TrafficReport(said, problem);
  }

  private List<ProxiedServer> servers(SimulatedProxy proxy) {
    List<ProxiedServer> servers = new ArrayList<>();
    for (SimulatedServer server : world.servers()) {
      Server registered = server.server();
      if (proxy.knows(registered.name())) {
        servers.add(
            new ProxiedServer(
                registered.groups().first(),
                registered.name(),
                registered.address(),
                proxy.now(registered.name()),
                proxy.afterReload(registered.name())));
      }
    }
    return servers;
  }
}
