package io.restartmonkey.ansible;

import io.restartmonkey.contract.PlaybookRunsContract;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs the contract of the port on the real Ansible. */
abstract class PlaybookRuns extends RunnerFixture implements PlaybookRunsContract {
  @Override
  public PlaybookRunner runner() {
    return runner;
  }

  @Override
  public PlaybookRun good(String... targets) throws IOException {
    return of("ansible.builtin.ping:", targets);
  }

  @Override
  public PlaybookRun bad(String... targets) throws IOException {
    return of("ansible.builtin.fail:", targets);
  }

  @Override
  public PlaybookRun endless(String... targets) throws IOException {
    return of("ansible.builtin.command: sleep 300", targets);
  }

  /** In a folder of its own, as each run of a playbook has one. */
  private PlaybookRun of(String action, String... targets) throws IOException {
    Path itsFolder = Files.createTempDirectory(folder, "run-of-a-test");
    Files.createDirectory(itsFolder.resolve("run"));
    Files.copy(folder.resolve("template.yaml"), itsFolder.resolve("template.yaml"));
    return prepared(itsFolder, tasks(action), PATIENCE, Map.of(), Optional.empty(), targets);
  }

  @Override
  public Path runs() {
    return folder;
  }

  @Override
  public void await(CompletableFuture<?> done) {
    done.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }
}
