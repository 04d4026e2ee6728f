package io.restartmonkey.simulation;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.contract.PlaybookRunsContract;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest implements PlaybookRunsContract {
  @TempDir Path folder;
  private final EventQueue queue = new EventQueue();
  private final World world = new World(queue, new Random(1), new Trace(queue));
  private final Machine machine = new Machine("m1", queue);
  private final Invariants invariants =
      new Invariants(
          world, SimulatedDays.USUAL, new Oversight(List::of, List::of, () -> true, () -> false));
  private final Runner runner =
      new Runner(
          new MachineProcess(machine, queue, new CrashPoints(), () -> {}), world, invariants);

  @Override
  public PlaybookRunner runner() {
    return runner;
  }

  /** It restarts the agent of the first. */
  @Override
  public PlaybookRun good(String... targets) throws IOException {
    return of("restart-agent.yaml", targets[0], targets);
  }

  /** It restarts the agent of a server that there is none of. */
  @Override
  public PlaybookRun bad(String... targets) throws IOException {
    return of("restart-agent.yaml", "nobody", targets);
  }

  /** No time passes by itself. */
  @Override
  public PlaybookRun endless(String... targets) throws IOException {
    return good(targets);
  }

  private PlaybookRun of(String playbook, String target, String... targets) throws IOException {
    Path template =
        Files.writeString(folder.resolve("template.yaml"), "all: {children: {app: {hosts: {}}}}");
    List<Server> servers = Arrays.stream(targets).map(this::server).toList();
    return new PlaybookRun(
        runs().resolve("m1-00001").resolve("01-" + target),
        folder.resolve(playbook),
        InventoryTemplate.read(template).fill(servers),
        List.of(targets),
        Optional.empty(),
        Map.of("target", target),
        Duration.ofMinutes(5));
  }

  private Server server(String name) {
    return world.server(name).orElseGet(() -> world.make(name, Set.of("app"))).server();
  }

  @Override
  public Path runs() {
    return machine.journals().folder();
  }

  @Override
  public void await(CompletableFuture<?> done) {
    while (!done.isDone()) {
      queue.next();
    }
  }
}
