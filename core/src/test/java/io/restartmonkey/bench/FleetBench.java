package io.restartmonkey.bench;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.fake.InMemoryJournals;
import io.restartmonkey.fake.InMemoryLease;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Times planning and writing {@code restartInventory} for 10,000 servers, warm. */
final class FleetBench {
  private static final int SERVERS = 10_000;
  private static final List<String> GROUPS = List.of("redis", "app", "canary", "proxy");

  private FleetBench() {}

  public static void main(String[] args) throws Exception {
    int runs = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("fleet-bench");
    Files.writeString(
        folder.resolve("template.yaml"), "all: {children: {redis: , app: , canary: , proxy: }}");
    Files.writeString(
        folder.resolve("restartservices.yaml"),
        "- {hosts: redis, roles: [x]}\n- {hosts: app, roles: [x]}\n- {hosts: canary, roles: [x]}\n- {hosts: proxy, roles: [x]}\n");
    ClusterSnapshot snapshot = fleet();
    RestartMonkey monkey =
        RestartMonkey.builder()
            .source(() -> snapshot)
            .content(Content.in(folder, folder.resolve("template.yaml")))
            .runner(new RecordingRunner())
            .journals(new InMemoryJournals())
            .lease(new InMemoryLease())
            .build();

    List<Double> times = new ArrayList<>();
    for (int i = -5; i < runs; i++) {
      long start = System.nanoTime();
      Planning planning = monkey.plan(RestartRequest.of(Stage.RESTART));
      monkey.runningInventory(Duration.ofSeconds(10)).write(folder.resolve("restartInventory"));
      if (!(planning instanceof Planning.Ready)) {
        throw new IllegalStateException(planning.toString());
      }
      if (i >= 0) {
        times.add((System.nanoTime() - start) / 1e9);
      }
    }
    System.out.printf(
        "plan and restartInventory of %d servers, warm, heap %d MB: %s s%n",
        SERVERS, Runtime.getRuntime().maxMemory() >> 20, Figures.of(times));
  }

  private static ClusterSnapshot fleet() {
    List<ServerState> states =
        IntStream.range(0, SERVERS)
            .mapToObj(
                i ->
                    new Server(
                        "server-" + i,
                        "10.%d.%d.%d".formatted(i >> 16, (i >> 8) & 255, i & 255),
                        ImmutableSortedSet.of(GROUPS.get(i % GROUPS.size())),
                        "lab",
                        Servers.NOW))
            .map(Servers::live)
            .toList();
    return new ClusterSnapshot("fleet", Servers.NOW, states, List.of());
  }
}
