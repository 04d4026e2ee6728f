package io.restartmonkey.bench;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.redis.RedisServer;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.RedisClient;

/**
 * Times the restart of one server in a large fleet, from reading the fleet to the report, in turn
 * with the mere run of the same playbook by the same runner, with an inventory of one host. The
 * playbook stands in for {@code restart-server.yaml} and is shorter, so that all else weighs more.
 */
final class OneOfManyBench {
  private static final int SERVERS = 10_000;
  private static final int ONE = 5_000;
  private static final String PLAYBOOK =
      """
      - hosts: "{{ target }}"
        gather_facts: false
        tasks:
          - name: Take it out of traffic
            ansible.builtin.ping:
          - name: Wait for the end of its sessions
            ansible.builtin.ping:
          - name: Restart its service
            ansible.builtin.ping:
          - name: Smoke-test it
            ansible.builtin.ping:
          - name: Put it back into traffic
            ansible.builtin.ping:
      """;
  private static final String TEMPLATE =
      """
      all:
        vars: {ansible_connection: local, ansible_python_interpreter: /usr/bin/python3}
        children: {app: {hosts: {}}}
      """;

  private final PlaybookRunner runner = new AnsiblePlaybookRunner(AnsibleSettings.defaults());
  private final Path folder;
  private final RedisFleet fleet;
  private final RestartMonkey monkey;

  private OneOfManyBench(Path folder, RedisFleet fleet) throws IOException {
    this.folder = folder;
    this.fleet = fleet;
    Files.writeString(folder.resolve("restart-server.yaml"), PLAYBOOK);
    Path template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
    this.monkey =
        RestartMonkey.builder()
            .source(new RedisClusterSource(fleet.redis(), RedisFleet.CLUSTER))
            .content(Content.in(folder, template))
            .runner(runner)
            .journals(new RunFolders(folder.resolve("runs")))
            .lease(new RedisLease(fleet.redis(), RedisFleet.CLUSTER))
            .build();
  }

  public static void main(String[] args) throws IOException {
    int runs = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("one-of-many-bench");
    try (RedisServer server = new RedisServer(folder);
        RedisClient redis = server.client()) {
      OneOfManyBench bench = new OneOfManyBench(folder, RedisFleet.register(redis, SERVERS));
      List<Double> ofMany = new ArrayList<>();
      List<Double> alone = new ArrayList<>();
      for (int i = -1; i < runs; i++) {
        bench.fleet.beat(0, "7");
        Path step = Files.createDirectory(folder.resolve("alone" + i));
        double inFleet = Figures.seconds(bench::restart);
        double byItself = Figures.seconds(() -> bench.runAlone(step));
        if (i >= 0) { // The first of each warms caches, and the code.
          ofMany.add(inFleet);
          alone.add(byItself);
        }
      }
      System.out.printf(
          "restart of one server of %d: %s s; its playbook alone: %s s, ratio %.2f%n",
          SERVERS,
          Figures.of(ofMany),
          Figures.of(alone),
          Figures.median(ofMany) / Figures.median(alone));
    }
  }

  private void restart() {
    RestartReport report =
        monkey.run(
            RestartRequest.of(
                new Job.Treatment(
                    new Action(Remedy.RESTART_SERVICE, RedisFleet.name(ONE), "a benchmark"))));
    if (!report.isDone()) {
      throw new IllegalStateException(report.message());
    }
  }

  private void runAlone(Path step) {
    String name = RedisFleet.name(ONE);
    PlaybookOutcome outcome =
        runner.run(
            new PlaybookRun(
                step,
                folder.resolve("restart-server.yaml"),
                InventoryTemplate.read(folder.resolve("template.yaml"))
                    .fill(List.of(RedisFleet.server(ONE))),
                List.of(name),
                Optional.empty(),
                Map.of(
                    "target",
                    name,
                    "restart_server_how",
                    "service",
                    "cluster_name",
                    RedisFleet.CLUSTER,
                    "provider",
                    "lab",
                    "preflight_expected_hosts",
                    List.of(name)),
                Duration.ofMinutes(1)),
            event -> {});
    if (!outcome.isSuccess()) {
      throw new IllegalStateException(outcome.summary());
    }
  }
}
