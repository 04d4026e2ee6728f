package io.restartmonkey.bench;

import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.ansible.Forks;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.inventory.InventoryTemplate;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Restarts a stand-in for a service that takes two seconds on 200 servers without a lab, in one
 * play, with as many forks as this machine carries, and with fewer and more, in turn. Prints what a
 * server costs, and the most memory that a fork had of its own, by {@code Pss}.
 */
final class ScaleBench {
  private static final int SERVERS = 200;
  private static final String PLAYBOOK =
      """
      - hosts: app
        gather_facts: false
        tasks:
          - ansible.builtin.command: sleep 2
      """;
  private static final String TEMPLATE =
      """
      all:
        vars: {ansible_connection: local, ansible_python_interpreter: /usr/bin/python3}
        children: {app: {hosts: {}}}
      """;

  private final Path folder = Files.createTempDirectory("scale-bench");
  private final List<Server> servers =
      IntStream.range(0, SERVERS).mapToObj(i -> Servers.server("app" + i, "app")).toList();
  private final InventoryTemplate template =
      InventoryTemplate.read(Files.writeString(folder.resolve("template.yaml"), TEMPLATE));

  private ScaleBench() throws IOException {
    Files.writeString(folder.resolve("playbook.yaml"), PLAYBOOK);
  }

  public static void main(String[] args) throws IOException {
    int runs = Integer.parseInt(args[0]);
    ScaleBench bench = new ScaleBench();
    int carried = Forks.ofThisMachine().most();
    for (int forks : List.of(5, carried / 2, carried, carried * 2)) {
      bench.measure(runs, forks, forks == carried ? " (as many as this machine carries)" : "");
    }
  }

  private void measure(int runs, int forks, String note) throws IOException {
    List<Double> seconds = new ArrayList<>();
    double memory = 0;
    AnsibleSettings settings =
        new AnsibleSettings(
            "ansible-playbook", Optional.empty(), Optional.empty(), new Forks(forks));
    try (AnsiblePlaybookRunner runner = AnsiblePlaybookRunner.warm(settings)) {
      for (int i = 0; i < runs; i++) {
        Path step = Files.createDirectory(folder.resolve("run" + forks + "-" + i));
        CompletableFuture<PlaybookOutcome> outcome = new CompletableFuture<>();
        long begun = System.nanoTime();
        Thread thread = new Thread(() -> outcome.complete(runner.run(run(step), event -> {})));
        thread.start();
        while (!isDoneSoon(outcome)) {
          memory = Math.max(memory, memoryOfForks());
        }
        seconds.add((System.nanoTime() - begun) / 1e9);
        if (!outcome.join().isSuccess()) {
          throw new IllegalStateException(outcome.join().summary());
        }
      }
    }
    System.out.printf(
        "%d servers, %d at a time%s: %s s, %.3f s a server, %.0f MB a fork%n",
        SERVERS, forks, note, Figures.of(seconds), Figures.median(seconds) / SERVERS, memory);
  }

  private static boolean isDoneSoon(CompletableFuture<?> outcome) {
    try {
      outcome.get(200, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private PlaybookRun run(Path step) {
    return new PlaybookRun(
        step,
        folder.resolve("playbook.yaml"),
        template.fill(servers),
        servers.stream().map(Server::name).toList(),
        Optional.empty(),
        Map.of(),
        Duration.ofMinutes(10));
  }

  /** The mean of the forks that there are: children of the run, which the resident one forked. */
  private static double memoryOfForks() {
    return ProcessHandle.current()
        .children()
        .flatMap(ProcessHandle::children)
        .flatMap(ProcessHandle::children)
        .mapToDouble(Memory::proportional)
        .filter(megabytes -> megabytes > 0)
        .average()
        .orElse(0);
  }
}
