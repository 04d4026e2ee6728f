package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PreparedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that wait in a fork of the resident Ansible until it is their turn. */
class PreparedRunIT extends RunnerFixture {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return AnsiblePlaybookRunner.warm(settings);
  }

  @Test
  void shouldLoadItsPlaybookAndWaitUntilItIsLet() throws IOException {
    Path made = folder.resolve("made");
    PlaybookRun run = run("ansible.builtin.file: {path: %s, state: touch}".formatted(made));
    try (PreparedRun prepared = ready(run)) {
      awaitLoaded(run);
      assertThat(folder.resolve("run/events.jsonl")).content().isEmpty();
      assertThat(made).doesNotExist();

      assertThat(prepared.go(events::add).isSuccess()).isTrue();
      assertThat(made).exists();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"host_vars/app1.yml", "group_vars/app.yml", "beside.yml", "facts/app1"})
  void shouldReadVariablesWhenItIsLet(String file) throws IOException {
    Path variables = folder.resolve(file);
    Files.createDirectories(variables.getParent());
    Files.writeString(variables, "{\"value\": \"old\"}");
    Files.writeString(
        folder.resolve("ansible.cfg"),
        "[defaults]\nfact_caching = jsonfile\nfact_caching_connection = facts\n");
    Files.writeString(folder.resolve("none.yml"), "- ansible.builtin.meta: noop\n");
    PlaybookRun run =
        prepared(
            """
            - hosts: app
              gather_facts: false
              %s
              tasks:
                - ansible.builtin.assert: {that: value == 'new'}
                - ansible.builtin.import_tasks: "{{ value | default('none') and 'none.yml' }}"
            """
                .formatted(file.startsWith("beside") ? "vars_files: [beside.yml]" : ""),
            PATIENCE,
            Map.of(),
            Optional.empty(),
            "app1");
    try (PreparedRun prepared = ready(run)) {
      awaitLoaded(run);
      Files.writeString(variables, "{\"value\": \"new\"}");

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
          RunnerFixture.prepared(
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

  /** Held: for that, Ansible must be imported by then. */
  private PreparedRun ready(PlaybookRun run) {
    assertThat(runner.whyCold(folder)).isEmpty();
    return runner.prepare(run);
  }

  /** Whoever asks waits for a run that is held. */
  private void awaitLoaded(PlaybookRun run) {
    assertThat(runner.refusals(run.inventory(), List.of(run.playbook()))).isEmpty();
  }
}
