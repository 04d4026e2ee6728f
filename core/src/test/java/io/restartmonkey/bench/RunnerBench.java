package io.restartmonkey.bench;

import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Times our runs of a playbook and the same by a bare {@code ansible-playbook}, in turn. */
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

    List<Double> warm = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    try (AnsiblePlaybookRunner warmRunner = AnsiblePlaybookRunner.warm(AnsibleSettings.defaults());
        AnsiblePlaybookRunner plainRunner = new AnsiblePlaybookRunner(AnsibleSettings.defaults())) {
      for (int i = -1; i < runs; i++) {
        Path one = Files.createDirectory(folder.resolve("warm" + i));
        Path other = Files.createDirectory(folder.resolve("plain" + i));
        double byWarm = Figures.seconds(() -> ours(warmRunner, one, folder, template, server));
        double byPlain = Figures.seconds(() -> ours(plainRunner, other, folder, template, server));
        double without = Figures.seconds(() -> bare(folder, inventory));
        if (i >= 0) { // The first of each warms the disk's cache, and starts the resident process.
          warm.add(byWarm);
          plain.add(byPlain);
          bare.add(without);
        }
      }
    }
    System.out.printf(
        "one task: warm %s s, ÷ bare %.2f; plain %s s, ÷ bare %.2f; bare %s s%n",
        Figures.of(warm),
        Figures.median(warm) / Figures.median(bare),
        Figures.of(plain),
        Figures.median(plain) / Figures.median(bare),
        Figures.of(bare));
  }

  private static void ours(
      AnsiblePlaybookRunner runner,
      Path step,
      Path folder,
      InventoryTemplate template,
      Server server) {
    PlaybookOutcome outcome =
        runner.run(
            new PlaybookRun(
                step,
                folder.resolve("playbook.yaml"),
                template.fill(List.of(server)),
                List.of(server.name()),
                Optional.of(new OnePlay(1, 1, "app", "app")),
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
