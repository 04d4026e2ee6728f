package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of a playbook runner: a run plays one play, as bare Ansible would, and no other. */
abstract class OnePlayContract extends RunnerFixture {
  /** Every task writes its name; the third play is the one that is run. */
  private static final String PLAYBOOK =
      """
      - name: Common
        hosts: app
        gather_facts: false
        tags: [common]
        tasks:
          - {ansible.builtin.shell: echo common-always >> %1$s, tags: [always]}
          - {ansible.builtin.shell: echo common-app >> %1$s, tags: [app]}
      - ansible.builtin.import_playbook: inner.yaml
        tags: [always]
      - name: "Restart {{ what }}"
        hosts: [app]
        gather_facts: false
        tags: [app]
        vars: {what: the app}
        tasks:
          - ansible.builtin.shell: echo plain >> %1$s
          - {ansible.builtin.shell: echo own >> %1$s, tags: [own]}
          - {ansible.builtin.shell: echo always >> %1$s, tags: [always]}
          - {ansible.builtin.shell: echo never >> %1$s, tags: [never]}
          - {ansible.builtin.shell: echo never-app >> %1$s, tags: [never, app]}
          - ansible.builtin.shell: "echo {{ playbook_dir == '%2$s' }} {{ beside }} >> %1$s"
          - ansible.builtin.include_tasks: more.yaml
      - name: Last
        hosts: app
        gather_facts: false
        tags: [app, always]
        tasks:
          - ansible.builtin.shell: echo last >> %1$s
      """;

  private static final OnePlay THIRD = new OnePlay(3, 4, "Restart {{ what }}", "app");

  @Test
  void shouldRunOnePlayAsBareAnsibleWouldAndNoOther() throws IOException {
    PlaybookOutcome outcome = runner.run(chosen(THIRD), events::add);

    assertThat(outcome.summary()).isEqualTo("all targets ok");
    assertThat(log()).containsExactly("plain", "own", "always", "True yes", "more");
    typeTheCommand();
    assertThat(log()).hasSize(10).endsWith("plain", "own", "always", "True yes", "more");
  }

  @Test
  void shouldCountThePlaysOfAnImportedPlaybook() throws IOException {
    assertThat(runner.run(chosen(new OnePlay(2, 4, "app", "app")), events::add).isSuccess())
        .isTrue();

    assertThat(log()).containsExactly("inner");
  }

  @Test
  void shouldTellEqualPlaysApart() throws IOException {
    String twice = "- {name: Again, hosts: app, gather_facts: false, tasks: [ping: ]}\n".repeat(2);
    PlaybookRun run = prepared(twice, new OnePlay(2, 2, "Again", "app"));

    assertThat(runner.run(run, events::add).isSuccess()).isTrue();
    assertThat(events.stream().filter(e -> e.toString().startsWith("HostOk"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"3,5,Restart {{ what }},app", "3,4,Restart,app", "3,4,Restart {{ what }},other"})
  void shouldRefuseAPlaybookThatHasChangedSinceThePlan(
      int number, int of, String name, String hosts) throws IOException {
    PlaybookOutcome outcome = runner.run(chosen(new OnePlay(number, of, name, hosts)), events::add);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class,
            refused ->
                assertThat(refused.reason())
                    .contains(
                        "playbook.yaml has changed since the plan",
                        "; undo that change to go on, or begin a new run")
                    .doesNotContain("\n"));
    assertThat(log()).isEmpty();
  }

  @Test
  void shouldNotMindALineThatIsMended() throws IOException {
    PlaybookRun run = chosen(THIRD);
    String text = Files.readString(run.playbook());
    Files.writeString(run.playbook(), "# A comment.\n" + text.replace("echo plain", "echo mended"));

    assertThat(runner.run(run, events::add).isSuccess()).isTrue();
    assertThat(log()).startsWith("mended");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[tags] | skip = app         | [tags] skip = app would leave tasks out",
        "[tags] | run = app,own      | [tags] run = app,own would leave tasks out",
      })
  void shouldRefuseSettingsThatLeaveTasksOutBeforeAnythingRuns(
      String section, String setting, String reason) throws IOException {
    PlaybookRun run = chosen(THIRD);
    Path file = Files.writeString(folder.resolve("ansible.cfg"), section + "\n" + setting + "\n");

    assertThat(runner.refusals(run.inventory(), List.of(run.playbook())))
        .singleElement()
        .asString()
        .contains(file.toRealPath() + ": ", reason, "take it out")
        .doesNotContain("\n");
    assertThat(runner.run(run, events::add)).isInstanceOf(PlaybookOutcome.NotStarted.class);
    assertThat(log()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "strategy: debug, ",
    "debugger: always, ",
    "strategy: linear, enable_task_debugger = yes",
    "order: sorted, strategy = debug",
  })
  void shouldNotWaitForSomebodyWhoTypes(String words, @Nullable String setting) throws IOException {
    Files.writeString(
        folder.resolve("ansible.cfg"), "[defaults]\n" + (setting == null ? "" : setting) + "\n");
    String play =
        "- {name: Restart, hosts: app, gather_facts: false, %s, tasks: [{ping: }, {name: act, fail: {msg: full}}]}\n";
    PlaybookRun run = prepared(play.formatted(words), new OnePlay(1, 1, "Restart", "app"));

    assertThat(runner.run(run, events::add).summary()).isEqualTo("app1 failed at 'act': full");
  }

  @Test
  void shouldRunOnePlayThroughAProgramThatIsNoPythonScript() throws IOException {
    try (AnsiblePlaybookRunner foreign = wrapped("true")) {
      assertThat(foreign.run(chosen(THIRD), events::add).summary()).isEqualTo("all targets ok");
    }
    assertThat(log()).containsExactly("plain", "own", "always", "True yes", "more");
    typeTheCommand();
    assertThat(log()).hasSize(10);
  }

  @Test
  void shouldRunOnePlayThroughAPythonScriptThatCallsAnother() throws IOException {
    Path wrapper = folder.resolve("ansible-playbook");
    Files.writeString(
        wrapper, "#!/usr/bin/python3\nimport os, sys\nos.execvp('ansible-playbook', sys.argv)\n");
    try (AnsiblePlaybookRunner foreign = runner(executable(wrapper))) {
      assertThat(foreign.run(chosen(THIRD), events::add).summary()).isEqualTo("all targets ok");
    }
    assertThat(log()).containsExactly("plain", "own", "always", "True yes", "more");
  }

  @Test
  void shouldNameTheVariableThatLeavesTasksOut() throws IOException {
    try (AnsiblePlaybookRunner foreign = wrapped("export ANSIBLE_SKIP_TAGS=app")) {
      assertThat(foreign.run(chosen(THIRD), events::add))
          .isInstanceOfSatisfying(
              PlaybookOutcome.NotStarted.class,
              refused ->
                  assertThat(refused.reason())
                      .contains(
                          "ANSIBLE_SKIP_TAGS=app would leave tasks out of every play; unset it"));
    }
    assertThat(log()).isEmpty();
  }

  @Test
  void shouldRunNothingThroughAProgramThatLosesTheEnvironment() throws IOException {
    String lost = "unset RESTART_MONKEY_RUN_PLAY ANSIBLE_CALLBACK_PLUGINS";
    try (AnsiblePlaybookRunner foreign = wrapped(lost)) {
      assertThat(foreign.run(chosen(THIRD), events::add).isSuccess()).isFalse();
    }
    assertThat(log()).isEmpty();
  }

  private PlaybookRun chosen(OnePlay play) throws IOException {
    Path log = folder.resolve("log");
    Files.writeString(
        folder.resolve("inner.yaml"),
        "- {hosts: app, gather_facts: false, tasks: [{shell: echo inner >> %s}]}\n".formatted(log));
    Files.writeString(folder.resolve("more.yaml"), "- shell: echo more >> %s\n".formatted(log));
    Files.createDirectories(folder.resolve("group_vars"));
    Files.writeString(folder.resolve("group_vars/app.yaml"), "beside: 'yes'\n");
    return prepared(PLAYBOOK.formatted(log, folder), play);
  }

  private PlaybookRun prepared(String playbook, OnePlay play) throws IOException {
    return prepared(playbook, PATIENCE, Map.of(), Optional.of(play), "app1");
  }

  /** A runner by way of a shell script. */
  private AnsiblePlaybookRunner wrapped(String first) throws IOException {
    Path wrapper = folder.resolve("ansible-playbook");
    Files.writeString(wrapper, "#!/bin/sh\n%s\nexec ansible-playbook \"$@\"\n".formatted(first));
    return runner(executable(wrapper));
  }

  private static AnsibleSettings executable(Path program) throws IOException {
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new AnsibleSettings(program.toString(), Optional.empty(), Optional.empty());
  }

  /** As an operator does it, in the playbook's folder. */
  private void typeTheCommand() throws IOException {
    Process shell =
        new ProcessBuilder("sh", folder.resolve("run/command").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("typed").toFile())
            .start();
    assertThat(shell.onExit().join().exitValue()).isZero();
  }

  private List<String> log() throws IOException {
    Path log = folder.resolve("log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }
}
