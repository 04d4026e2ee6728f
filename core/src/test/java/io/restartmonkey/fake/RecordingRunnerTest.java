package io.restartmonkey.fake;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

class RecordingRunnerTest implements PlaybookRunsContract {
  @TempDir Path folder;
  private final RecordingRunner runner = new RecordingRunner();

  @Override
  public PlaybookRunner runner() {
    return runner;
  }

  @Override
  public PlaybookRun good(String... targets) throws IOException {
    return of("restart", targets);
  }

  @Override
  public PlaybookRun bad(String... targets) throws IOException {
    runner.on("smoketest " + String.join(",", targets), RecordingRunner::failure);
    return of("smoketest", targets);
  }

  @Override
  public PlaybookRun endless(String... targets) throws IOException {
    runner.on("stop " + String.join(",", targets), RecordingRunner::untilItIsEnded);
    return of("stop", targets);
  }

  private PlaybookRun of(String stage, String... targets) throws IOException {
    Path template =
        Files.writeString(folder.resolve("template.yaml"), "all: {children: {app: {hosts: {}}}}");
    List<Server> servers = Arrays.stream(targets).map(name -> Servers.server(name, "app")).toList();
    return new PlaybookRun(
        runs().resolve("run-1").resolve(stage),
        folder.resolve(stage + ".yaml"),
        InventoryTemplate.read(template).fill(servers),
        List.of(targets),
        Optional.empty(),
        Map.of(),
        Duration.ofMinutes(1));
  }

  @Override
  public Path runs() {
    return folder.resolve("runs");
  }

  @Override
  public void await(CompletableFuture<?> done) {
    done.orTimeout(1, TimeUnit.MINUTES).join(); // A run that is lost would keep us for ever.
  }
}
