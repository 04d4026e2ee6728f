package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmPlaybookRunnerIT extends PlaybookRunnerContract {
  private static final String SAY =
      """
      #!/usr/bin/python3
      from ansible.module_utils.basic import AnsibleModule
      AnsibleModule(argument_spec={}).fail_json(msg="%s")
      """;

  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return AnsiblePlaybookRunner.warm(settings);
  }

  @Test
  void shouldImportAnsibleOnce() throws IOException {
    run(tasks("ansible.builtin.ping:"), "app1");
    ProcessHandle first = resident();

    run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(runner.whyCold(folder)).isEmpty();
    assertThat(resident()).isEqualTo(first);
  }

  /** As systemd-tmpfiles and tmpreaper do to temporary files that are ten days old. */
  @Test
  void shouldRunAsBeforeWhenSomebodyHasTakenItsFilesAway() throws IOException {
    run(tasks("ansible.builtin.ping:"), "app1");
    ProcessHandle first = resident();
    Path script = Path.of(ProcEntry.of(first).commandLine().split(" ", -1)[1]);
    MoreFiles.deleteRecursively(
        Objects.requireNonNull(script.getParent()), RecursiveDeleteOption.ALLOW_INSECURE);
    events.clear();

    assertThat(run(tasks("ansible.builtin.ping:"), "app1").isSuccess()).isTrue();
    assertThat(events).contains(new PlaybookEvent.HostOk("app1", "act", false));
    Files.writeString(folder.resolve("ansible.cfg"), "[defaults]\n");
    assertThat(run(tasks("ansible.builtin.ping:"), "app1").isSuccess()).isTrue();
    assertThat(run(tasks("ansible.builtin.ping:"), "app1").isSuccess()).isTrue();
    assertThat(resident()).isEqualTo(first);
    assertThat(runner.whyCold(folder)).isEmpty();
  }

  @Test
  void shouldKeepItsFilesWhereItIsToldAndBeNoLeftoverThere() throws IOException {
    Path runs = Files.createDirectory(folder.resolve("runs"));
    try (AnsiblePlaybookRunner kept =
        AnsiblePlaybookRunner.warm(AnsibleSettings.defaults(), runs)) {
      assertThat(kept.run(run("ansible.builtin.ping:"), events::add).isSuccess()).isTrue();

      assertThat(runs).isDirectoryContaining("glob:**/resident-*");
      assertThat(kept.leftovers(folder)).isEmpty();
    }
    assertThat(runs).isEmptyDirectory();
  }

  @Test
  void shouldStartTheResidentProcessAgainWhenItWasKilled() throws IOException {
    run(tasks("ansible.builtin.ping:"), "app1");
    ProcessHandle first = resident();
    end(first);

    PlaybookOutcome outcome = run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(resident()).isNotEqualTo(first);
  }

  @Test
  void shouldSeeARunToItsEndWhoseResidentProcessWasKilled() throws Exception {
    Path sign = folder.resolve("sign");
    PlaybookRun waiting = run("ansible.builtin.wait_for: {path: %s, sleep: 1}".formatted(sign));
    CompletableFuture<?> acting = new CompletableFuture<>();
    CompletableFuture<PlaybookOutcome> outcome =
        CompletableFuture.supplyAsync(
            () ->
                runner.run(
                    waiting,
                    event -> {
                      if (event instanceof PlaybookEvent.TaskStarted) {
                        acting.complete(null);
                      }
                    }));
    acting.join();

    end(resident());
    PlaybookRun next = another(waiting, "ansible.builtin.ping:");
    assertThat(runner.run(next, events::add).isSuccess()).isTrue();
    assertThat(outcome).isNotDone();
    Files.createFile(sign);

    assertThat(outcome.join().isSuccess()).isTrue();
  }

  /** Nobody sees the exit code of such a run, and its mark stays for as long as the daemon does. */
  @Test
  void shouldNotWaitForADaemonOfARunWhoseResidentProcessWasKilled() throws Exception {
    PlaybookRun leaving =
        prepared(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - ansible.builtin.shell:
                    cmd: setsid sleep 3000 </dev/null >/dev/null 2>&1 & echo $! > '%s/pid'
                - name: wait
                  ansible.builtin.wait_for: {path: %s/sign, sleep: 1}
            """
                .formatted(folder, folder),
            PATIENCE,
            Map.of(),
            Optional.empty(),
            "app1");

    PlaybookOutcome outcome =
        runner.run(
            leaving,
            event -> {
              if (event.equals(new PlaybookEvent.TaskStarted("wait"))) {
                end(resident());
                touch(folder.resolve("sign"));
              }
            });

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(daemon().isAlive()).isTrue();
    end(daemon());
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldEndWhatAKilledRunHadBegun() throws IOException {
    PlaybookRun sleeping = run("ansible.builtin.command: sleep 300");

    PlaybookOutcome outcome =
        runner.run(
            sleeping,
            event -> {
              if (event instanceof PlaybookEvent.TaskStarted) {
                awaitMarked(marked -> marked.commandLine().contains("sleep 300"));
                resident().children().forEach(ProcessHandle::destroyForcibly);
              }
            });

    assertThat(outcome.isSuccess()).isFalse();
    assertThat(ProcessTree.marked(path -> path.startsWith(folder))).isEmpty();
  }

  @Test
  void shouldRunPlainlyWhereAPluginTakesThePlaceOfAnsiblesOwn() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("strategy_plugins"));
    Files.writeString(
        plugins.resolve("linear.py"), "from ansible.plugins.strategy.free import StrategyModule\n");

    run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(runner.whyCold(folder))
        .hasValueSatisfying(why -> assertThat(why).contains("linear.py takes the place"));
  }

  @Test
  void shouldTakeUpAConfigurationThatHasChanged() throws IOException {
    Files.createDirectories(folder.resolve("elsewhere/there/tasks"));
    Files.writeString(
        folder.resolve("elsewhere/there/tasks/main.yml"), "- ansible.builtin.ping:\n");
    String playbook = "- {hosts: app, gather_facts: false, roles: [there]}\n";
    assertThat(run(playbook, "app1")).isInstanceOf(PlaybookOutcome.NotStarted.class);

    Files.writeString(folder.resolve("ansible.cfg"), "[defaults]\nroles_path = elsewhere\n");

    assertThat(run(playbook, "app1").isSuccess()).isTrue();
    assertThat(run(playbook, "app1").isSuccess()).isTrue();
    assertThat(runner.whyCold(folder)).isEmpty();
  }

  @Test
  void shouldSendAModuleAsItIsNow() throws IOException {
    Path module = Files.createDirectory(folder.resolve("library")).resolve("say.py");
    for (String word : List.of("one", "two", "three")) {
      Files.writeString(module, SAY.formatted(word));
      PlaybookOutcome outcome = run(tasks("say:"), "app1");
      assertThat(outcome.hosts())
          .hasEntrySatisfying("app1", host -> assertThat(host.message()).isEqualTo(word));
    }
  }

  @Test
  void shouldSendTheModuleOfTheRoleThatIsIncluded(@TempDir Path elsewhere) throws IOException {
    StringBuilder playbook = new StringBuilder();
    for (String role : List.of("one", "two")) {
      Path files = folder.resolve("roles").resolve(role);
      Files.createDirectories(files.resolve("tasks"));
      Files.createDirectories(files.resolve("library"));
      Files.writeString(files.resolve("tasks/main.yml"), "- say:\n");
      Files.writeString(files.resolve("library/say.py"), SAY.formatted(role));
      playbook.append(
          """
          - hosts: app
            gather_facts: false
            tasks: [ansible.builtin.include_role: {name: %1$s}]
          """
              .formatted(role));
    }
    for (String role : List.of("one", "two", "one")) {
      // Not beside the playbooks: what changes there makes every module new.
      PlaybookRun beside =
          prepared(
              playbook.toString(),
              PATIENCE,
              Map.of(),
              Optional.of(
                  role.equals("one")
                      ? new OnePlay(1, 2, "app", "app")
                      : new OnePlay(2, 2, "app", "app")),
              "app1");
      PlaybookRun run = in(Files.createTempDirectory(elsewhere, "run"), beside);
      assertThat(runner.run(run, events::add).hosts())
          .hasEntrySatisfying("app1", host -> assertThat(host.message()).isEqualTo(role));
    }
  }

  @Test
  void shouldRunPlainlyWhereAnsibleIsSomethingElse() throws IOException {
    Path wrapper = folder.resolve("ansible-playbook");
    Files.writeString(wrapper, "#!/bin/sh\nexec ansible-playbook \"$@\"\n");
    Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
    try (AnsiblePlaybookRunner foreign =
        runner(new AnsibleSettings(wrapper.toString(), Optional.empty(), Optional.empty()))) {

      assertThat(foreign.run(run("ansible.builtin.ping:"), events::add).isSuccess()).isTrue();
      assertThat(foreign.whyCold(folder))
          .hasValueSatisfying(why -> assertThat(why).contains("does not say which Python"));
    }
  }

  /** The same run, kept in another folder. */
  private static PlaybookRun in(Path itsFolder, PlaybookRun run) {
    return new PlaybookRun(
        itsFolder,
        run.playbook(),
        run.inventory(),
        run.targets(),
        run.play(),
        run.variables(),
        run.deadline());
  }
}
