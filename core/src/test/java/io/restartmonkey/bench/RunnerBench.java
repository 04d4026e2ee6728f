package io.restartmonkey.bench;

import io.restartmonkey.PlaybookOutcome;
import io.restartmonkey.PlaybookRun;
import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.inventory.InventoryTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Times our run of a playbook and the same by a bare {@code ansible-playbook}, in turn. */
final class RunnerBench {
  private static final String PLAYBOOK =
      """
      - hosts: app
        gather_facts: false
        tasks:
          - ansible.builtin.ping:
      """;
  private static final String TEMPLATE =
      """
      all:
        vars: {ansible_connection: local, ansible_python_interpreter: /usr/bin/python3}
        children: {app: {hosts: {}}}
      """;

  private RunnerBench() {}

  public static void main(String[] args) throws Exception {
    int runs = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("runner-bench");
    Files.writeString(folder.resolve("playbook.yaml"), PLAYBOOK);
    InventoryTemplate template =
        InventoryTemplate.read(Files.writeString(folder.resolve("template.yaml"), TEMPLATE));
    Server server = Servers.server("app1", "app");
    Path inventory = folder.resolve("inventory");
    template.fill(List.of(server)).write(inventory);

    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    for (int i = -1; i < runs; i++) {
      Path step = Files.createDirectory(folder.resolve("step" + i));
      double withUs = Figures.seconds(() -> ours(step, folder, template, server));
      double without = Figures.seconds(() -> bare(folder, inventory));
      if (i >= 0) { // The first of each warms the disk's cache.
        ours.add(withUs);
        bare.add(without);
      }
    }
    System.out.printf(
        "one task: ours %s s, bare %s s, ratio %.2f%n",
        Figures.of(ours), Figures.of(bare), Figures.median(ours) / Figures.median(bare));
  }

  private static void ours(Path step, Path folder, InventoryTemplate template, Server server) {
    PlaybookOutcome outcome =
        new AnsiblePlaybookRunner(AnsibleSettings.defaults())
            .run(
                new PlaybookRun(
                    step,
                    folder.resolve("playbook.yaml"),
                    template.fill(List.of(server)),
                    List.of(server.name()),
                    Optional.empty(),
                    Map.of(),
                    Duration.ofMinutes(1)),
                event -> {});
    if (!outcome.isSuccess()) {
      throw new IllegalStateException(outcome.summary());
    }
  }

  private static void bare(Path folder, Path inventory) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder(
                "ansible-playbook", "-i", inventory.toString(), "--limit", "app1", "playbook.yaml")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("bare.log").toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException("bare ansible-playbook exited " + exit);
    }
  }
}
