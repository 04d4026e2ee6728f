package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.PlaybookEvent;
import io.restartmonkey.PlaybookOutcome;
import io.restartmonkey.PlaybookRun;
import io.restartmonkey.PreparedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
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

  @AfterEach
  void shouldLeaveNoProcess() {
    runner.close();
    assertThat(residents()).isEmpty();
    assertThat(ProcessTree.marked(path -> path.startsWith(folder))).isEmpty();
  }

  @Test
  void shouldImportAnsibleOnce() throws IOException {
    run(tasks("ansible.builtin.ping:"), "app1");
    ProcessHandle first = resident();

    run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(runner.whyCold(folder)).isEmpty();
    assertThat(resident()).isEqualTo(first);
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

  @Test
  void shouldLetTwoRunsPlayAtOnce() throws IOException {
    String meet =
        """
        ansible.builtin.shell: touch %1$s
            - ansible.builtin.wait_for: {path: %2$s, sleep: 1, timeout: 60}""";
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    PlaybookRun first = run(meet.formatted(one, two));
    PlaybookRun second = another(first, meet.formatted(two, one));
    try (PreparedRun mine = ready(first);
        PreparedRun other = ready(second)) {
      CompletableFuture<PlaybookOutcome> outcome =
          CompletableFuture.supplyAsync(() -> other.go(event -> {}));

      assertThat(mine.go(events::add).isSuccess()).isTrue();
      assertThat(outcome.join().isSuccess()).isTrue();
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
            tags: %1$s
            tasks: [ansible.builtin.include_role: {name: %1$s, apply: {tags: %1$s}}]
          """
              .formatted(role));
    }
    for (String role : List.of("one", "two", "one")) {
      // Not beside the playbooks: what changes there makes every module new.
      PlaybookRun beside =
          prepared(playbook.toString(), PATIENCE, Map.of(), Optional.of(role), "app1");
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

  @Test
  void shouldMakePreflightAssertionsAndWaitUntilItIsLet() throws IOException {
    Path made = folder.resolve("made");
    PlaybookRun run =
        run(
            """
            ansible.builtin.assert: {that: true}
                  tags: preflight
                - ansible.builtin.file: {path: %s, state: touch}"""
                .formatted(made));
    try (PreparedRun prepared = ready(run)) {
      awaitLoaded(run);
      assertThat(folder.resolve("run/events.jsonl")).content().contains("\"ok\"");
      assertThat(made).doesNotExist();

      assertThat(prepared.go(events::add).isSuccess()).isTrue();
      assertThat(made).exists();
    }
  }

  @Test
  void shouldNotMakeOtherAssertionsBeforeItIsLet() throws IOException {
    PlaybookRun run = run("ansible.builtin.assert: {that: true}");
    try (PreparedRun prepared = ready(run)) {
      awaitLoaded(run);
      assertThat(folder.resolve("run/events.jsonl")).content().doesNotContain("\"task\"");

      assertThat(prepared.go(events::add).isSuccess()).isTrue();
    }
  }

  @Test
  void shouldSayOfAPreparedRunThatItsPreflightFailed() throws IOException {
    PlaybookRun run =
        run("ansible.builtin.assert: {that: false, fail_msg: wrong}\n      tags: preflight");
    try (PreparedRun prepared = ready(run)) {
      PlaybookOutcome outcome = prepared.go(events::add);

      assertThat(outcome.isSuccess()).isFalse();
      assertThat(outcome.hosts())
          .hasEntrySatisfying("app1", host -> assertThat(host.message()).isEqualTo("wrong"));
    }
  }

  @Test
  void shouldNotAskAboutAPlaybookThatAPreparedRunHasLoaded() throws IOException {
    PlaybookRun run = run("ansible.builtin.ping:");
    try (PreparedRun prepared = ready(run)) {
      assertThat(prepared).isNotNull();
      awaitLoaded(run);
      Files.writeString(run.playbook(), "- no_such_keyword: 1\n");
      awaitLoaded(run);
    }
    assertThat(runner.refusals(run.inventory(), List.of(run.playbook())))
        .singleElement()
        .asString()
        .contains("no_such_keyword");
  }

  @Test
  void shouldSayWhyAPreparedRunCannotLoadItsPlaybook() throws IOException {
    PlaybookRun run = run("no_such_module:");
    try (PreparedRun prepared = ready(run)) {
      assertThat(prepared).isNotNull();
      assertThat(runner.refusals(run.inventory(), List.of(run.playbook())))
          .singleElement()
          .asString()
          .contains("no_such_module");
    }
  }

  @Test
  void shouldRunWhatWasPreparedThoughItsResidentProcessWasKilled() throws IOException {
    try (PreparedRun prepared = ready(run("ansible.builtin.ping:"))) {
      end(resident());

      assertThat(prepared.go(events::add).isSuccess()).isTrue();
    }
  }

  @Test
  void shouldLeaveNothingOfAPreparedRunThatIsDropped() throws IOException {
    try (PreparedRun prepared = ready(run("ansible.builtin.ping:"))) {
      assertThat(prepared).isNotNull();
      awaitMarked(marked -> true);
    }

    assertThat(ProcessTree.marked(path -> path.startsWith(folder))).isEmpty();
    assertThat(folder.resolve("run/events.jsonl"))
        .satisfiesAnyOf(
            file -> assertThat(file).doesNotExist(),
            file -> assertThat(file).content().doesNotContain("\"task\""));
  }

  /** Keeps Ansible imported and holds a run until it is killed. */
  static final class Parent {
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      AnsiblePlaybookRunner runner = AnsiblePlaybookRunner.warm(AnsibleSettings.defaults());
      runner.whyCold(folder); // Waits until Ansible is imported: before that, nothing is held.
      runner.prepare(
          PlaybookRunnerContract.prepared(
              folder,
              tasks("ansible.builtin.ping:"),
              PATIENCE,
              Map.of(),
              Optional.empty(),
              "app1"));
      Thread.currentThread().join();
    }
  }

  @Test
  void shouldEndWithAParentThatIsKilled() throws IOException {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                folder.toString())
            .inheritIO()
            .start();
    awaitMarked(marked -> true);
    List<ProcessHandle> children = parent.descendants().toList();
    assertThat(children).hasSizeGreaterThanOrEqualTo(2);

    parent.destroyForcibly();

    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  private PlaybookRun run(String action) throws IOException {
    return prepared(tasks(action), PATIENCE, Map.of(), Optional.empty(), "app1");
  }

  /** A run of another playbook in the same folder. */
  private PlaybookRun another(PlaybookRun run, String action) throws IOException {
    Path file = Files.writeString(folder.resolve("another.yaml"), tasks(action));
    Path itsFolder = Files.createDirectory(folder.resolve("another"));
    return new PlaybookRun(
        itsFolder, file, run.inventory(), run.targets(), run.tag(), Map.of(), run.deadline());
  }

  /** The same run, kept in another folder. */
  private static PlaybookRun in(Path itsFolder, PlaybookRun run) {
    return new PlaybookRun(
        itsFolder,
        run.playbook(),
        run.inventory(),
        run.targets(),
        run.tag(),
        run.variables(),
        run.deadline());
  }

  /** Held: for that, Ansible must be imported by then. */
  private PreparedRun ready(PlaybookRun run) {
    assertThat(runner.whyCold(folder)).isEmpty();
    return runner.prepare(run);
  }

  /** Whoever asks waits for a run that is held. */
  private void awaitLoaded(PlaybookRun run) {
    assertThat(runner.refusals(run.inventory(), List.of(run.playbook()))).isEmpty();
  }

  private void awaitMarked(Predicate<ProcessTree.Marked> test) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ProcessTree.marked(path -> path.startsWith(folder)).stream().anyMatch(test));
  }

  private static void end(ProcessHandle process) {
    process.destroyForcibly();
    Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
  }

  private static ProcessHandle resident() {
    assertThat(residents()).hasSize(1);
    return Objects.requireNonNull(residents().get(0));
  }

  private static List<ProcessHandle> residents() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("warm_ansible.py"))
        .toList();
  }
}
