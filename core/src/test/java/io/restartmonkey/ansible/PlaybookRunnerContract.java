package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.plan.AccessCheck;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PreparedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The contract of a playbook runner: what it asks, starts, and ends. */
abstract class PlaybookRunnerContract extends RunnerFixture {
  private static final String LOGIN =
      "- {hosts: all, gather_facts: false, tasks: [{ansible.builtin.raw: 'true'}]}\n";
  private static final String LEAVES_A_DAEMON =
      """
      ansible.builtin.shell:
                cmd: setsid sleep 3000 </dev/null >/dev/null 2>&1 & echo $! > '%s/pid'
      """;

  @Test
  void shouldSucceedWhenEveryTargetIsWell() throws IOException {
    PlaybookOutcome outcome = run(tasks("ansible.builtin.ping:"), "app1", "app2");

    assertThat(outcome).isInstanceOf(PlaybookOutcome.Succeeded.class);
    assertThat(((PlaybookOutcome.Succeeded) outcome).hosts()).containsOnlyKeys("app1", "app2");
    assertThat(events).contains(new PlaybookEvent.HostOk("app1", "act", false));
    assertThat(Files.readString(folder.resolve("run/command")))
        .contains("--limit app1,app2 --forks 2 ");
  }

  @Test
  void shouldAskAnsibleWhatItWouldRefuse() throws IOException {
    PlaybookRun good =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    assertThat(runner.refusals(good.inventory(), List.of(good.playbook()))).isEmpty();

    PlaybookRun bad =
        prepared(
            "- hosts: app\n  roles: [nowhere]\n", PATIENCE, Map.of(), Optional.empty(), "app1");
    assertThat(runner.refusals(bad.inventory(), List.of(bad.playbook())))
        .singleElement()
        .asString()
        .contains("'nowhere' was not found");
  }

  @Test
  void shouldSayWhichServersLetUsInByTheVariablesOfARun() throws IOException {
    nobodyListens();
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    Path playbooks = Objects.requireNonNull(run.playbook().getParent());
    Map<String, Object> local = Map.of("ansible_connection", "local");

    PlaybookOutcome cut =
        runner.reach(run.inventory(), playbooks, Map.of(), Map.of(playbooks, LOGIN));
    assertThat(cut.hosts())
        .hasEntrySatisfying(
            "app1", host -> assertThat(host.state()).isEqualTo(HostOutcome.State.UNREACHABLE));
    assertThat(
            runner.reach(run.inventory(), playbooks, local, Map.of(playbooks, LOGIN)).isSuccess())
        .isTrue();

    Files.createDirectories(playbooks.resolve("group_vars"));
    Files.writeString(playbooks.resolve("group_vars/app.yaml"), "ansible_connection: local\n");
    assertThat(
            runner
                .reach(run.inventory(), playbooks, Map.of(), Map.of(playbooks, LOGIN))
                .isSuccess())
        .isTrue();
  }

  @Test
  void shouldSayWhichServersLackWhatPlaysNeed() throws IOException {
    Map<String, Object> lacking =
        Map.of("ansible_connection", "local", "ansible_become_exe", "/nowhere/sudo");
    Map<String, Object> pythonless =
        Map.of("ansible_connection", "local", "ansible_python_interpreter", "/nowhere/python");

    assertThat(needs("become: true, become_user: nobody,", "ping:", lacking))
        .satisfies(
            host -> assertThat(host.state()).isEqualTo(HostOutcome.State.FAILED),
            host -> assertThat(host.message()).contains("/nowhere/sudo"));
    assertThat(needs("", "ping:", lacking).isOk()).isTrue();
    assertThat(needs("become: false,", "ping:", lacking).isOk()).isTrue();
    assertThat(needs("", "ping:", pythonless))
        .satisfies(
            host -> assertThat(host.state()).isEqualTo(HostOutcome.State.FAILED),
            host -> assertThat(host.message()).contains("/nowhere/python"));
    assertThat(needs("", "raw: uptime", pythonless).isOk()).isTrue();
  }

  @Test
  void shouldTryAPlayWithTheVariablesThatStandBesideItsOwnFile() throws IOException {
    nobodyListens();
    Path playbooks = Files.createDirectories(folder.resolve("with a 'space'/playbooks"));
    written(playbooks.resolve("top.yaml"), "- import_playbook: sub/a.yaml\n");
    written(
        playbooks.resolve("sub/a.yaml"),
        """
        - hosts: app
          gather_facts: false
          vars_files: ["{{ kind }}.yml", [nowhere.yml, ../../common.yml], named.yml]
          vars: {kind: own, ansible_connection: "{{ up }}"}
          tasks: [{ansible.builtin.assert: {that: one == 1 and two == 2}}]
        """);
    written(playbooks.resolve("sub/group_vars/app.yml"), "up: local\n");
    written(playbooks.resolve("sub/own.yml"), "one: 1\n");
    written(playbooks.resolve("sub/vars/named.yml"), "three: 3\n");
    written(folder.resolve("with a 'space'/common.yml"), "two: 2\n");

    assertThat(reached(playbooks).summary()).isEqualTo("all targets ok");
  }

  @Test
  void shouldSayForWhichPlayTheCheckEndsEarly() throws IOException {
    Path playbooks = Files.createDirectories(folder.resolve("playbooks"));
    written(playbooks.resolve("top.yaml"), "- import_playbook: sub/a.yaml\n");
    Path imported =
        written(
            playbooks.resolve("sub/a.yaml"),
            "\n- {hosts: app, vars_files: [nowhere.yml], tasks: [{ansible.builtin.ping: }]}\n");

    assertThat(reached(playbooks).summary())
        .startsWith("the check before anything is stopped, for " + imported + ":2: ")
        .contains("vars file nowhere.yml was not found");
  }

  @Test
  void shouldTryAPlayWithTheVariablesOfTheImportsThatBroughtIt() throws IOException {
    nobodyListens();
    Path playbooks = Files.createDirectories(folder.resolve("playbooks"));
    written(
        playbooks.resolve("top.yaml"),
        "- {import_playbook: middle.yaml, vars: {kind: local, up: '{{ kind }}'}}\n");
    written(playbooks.resolve("middle.yaml"), "- {import_playbook: a.yaml, vars: {up: nowhere}}\n");
    written(
        playbooks.resolve("a.yaml"),
        """
        - hosts: app
          gather_facts: false
          vars: {up: nowhere, ansible_connection: "{{ up }}"}
          tasks: [{ansible.builtin.ping: }]
        """);

    assertThat(reached(playbooks).summary()).isEqualTo("all targets ok");
  }

  @Test
  void shouldSayWhatItCannotTryAsAVariableIsUndefined() throws IOException {
    Path playbooks = Files.createDirectories(folder.resolve("playbooks"));
    Path top =
        written(
            playbooks.resolve("top.yaml"),
            """
            - hosts: app
              become: true
              become_user: "{{ ansible_facts.user_id }}"
              connection: "{{ nowhere['to be found'] }}"
              tasks: [{ansible.builtin.ping: }, {ansible.builtin.ping: , become_user: nobody}]
            """);

    PlaybookOutcome outcome = reached(playbooks);

    assertThat(outcome.summary()).isEqualTo("all targets ok");
    assertThat(outcome.hosts().get("app1"))
        .isEqualTo(
            new HostOutcome(
                HostOutcome.State.OK,
                "",
                untried(top, "Become whom tasks become (become: true, become_user: nobody)")
                    + "; "
                    + untried(top, "Log in and use Python")));
  }

  private static String untried(Path playbook, String task) {
    return "%s:1: '%s, by become_user, connection' is not tried before anything is stopped, as a variable there is undefined or a condition does not hold"
        .formatted(playbook, task);
  }

  @Test
  void shouldTakeADefaultWhereNobodyAnswersAndRefuseAQuestionWithoutOne() throws IOException {
    String playbook =
        """
        - hosts: app
          gather_facts: false
          vars_prompt: [{name: how, default: slowly}, {name: really}]
          tasks: [{ansible.builtin.assert: {that: how == 'slowly' and really == 'yes'}}]
        """;

    assertThat(run(playbook, "app1"))
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class,
            refused ->
                assertThat(refused.reason())
                    .contains("vars_prompt asks for 'really', but nobody answers in a run"));
    PlaybookRun given =
        prepared(playbook, PATIENCE, Map.of("really", "yes"), Optional.empty(), "app1");
    assertThat(runner.run(given, events::add).summary()).isEqualTo("all targets ok");
  }

  /** What the check of the playbook {@code top.yaml} says of app1. */
  private PlaybookOutcome reached(Path playbooks) throws IOException {
    PlaybookRun run = run("ansible.builtin.ping:");
    Map<Path, String> tries =
        AccessCheck.playbooks(playbooks, List.of(playbooks.resolve("top.yaml")), List.of());
    return runner.reach(run.inventory(), playbooks, Map.of(), tries);
  }

  private static Path written(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  /** How app1 is, for a play with these words and this task. */
  private HostOutcome needs(String words, String task, Map<String, Object> variables)
      throws IOException {
    String playbook =
        "- {hosts: app, gather_facts: false, %s tasks: [{ansible.builtin.%s}]}\n"
            .formatted(words, task.endsWith(":") ? task + " {}" : task);
    PlaybookRun run = prepared(playbook, PATIENCE, Map.of(), Optional.empty(), "app1");
    Path playbooks = Objects.requireNonNull(run.playbook().getParent());
    Map<Path, String> tries = AccessCheck.playbooks(playbooks, List.of(run.playbook()), List.of());
    PlaybookOutcome outcome = runner.reach(run.inventory(), playbooks, variables, tries);
    return Optional.ofNullable(outcome.hosts().get("app1"))
        .orElseThrow(() -> new AssertionError(outcome));
  }

  @Test
  void shouldTellTasksUntilWhenTheRunMayGoOn() throws IOException {
    String until = "lookup('env', 'RESTART_MONKEY_DEADLINE_AT') | float";
    String now = "lookup('file', '/proc/uptime').split() | first | float";
    String playbook =
        tasks(
            "ansible.builtin.assert: {that: [\"%1$s > %2$s\", \"%1$s <= %2$s + %3$d\"]}"
                .formatted(until, now, PATIENCE.toSeconds() + 1));
    PlaybookRun run = prepared(playbook, PATIENCE, Map.of(), Optional.empty(), "app1");

    assertThat(runner.run(run, events::add).isSuccess()).as("%s", events).isTrue();
    try (PreparedRun held = runner.prepare(run)) {
      assertThat(held.go(events::add).isSuccess()).as("%s", events).isTrue();
    }
  }

  @Test
  void shouldNeverRenderATemplateInAVariable() throws IOException {
    Path canary = folder.resolve("canary");
    String evil = "{{ lookup('pipe', 'touch " + canary + "') }}";
    String playbook = tasks("ansible.builtin.debug: {msg: \"{{ evil }} {{ nested.list[0] }}\"}");

    PlaybookOutcome outcome =
        runner.run(
            prepared(
                playbook,
                PATIENCE,
                Map.of("evil", evil, "nested", Map.of("list", List.of(evil))),
                Optional.empty(),
                "app1"),
            events::add);

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(canary).doesNotExist();
  }

  @Test
  void shouldEndTheWholeProcessTreeAtTheDeadline() throws IOException {
    PlaybookOutcome outcome =
        runner.run(
            prepared(
                tasks("ansible.builtin.command: sleep 3000"),
                Duration.ofSeconds(4),
                Map.of(),
                Optional.empty(),
                "app1"),
            events::add);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PlaybookOutcome.CutOff.class,
            cut ->
                assertThat(cut.reason())
                    .isEqualTo("not finished after 4 s, and ended: app1 in task 'act'"));
    assertThat(ProcessTree.marked(path -> path.startsWith(folder))).isEmpty();
  }

  @Test
  void shouldEndTheWholeProcessTreeWhenInterruptedAndKeepTheInterrupt() throws Exception {
    PlaybookRun run =
        prepared(
            tasks("ansible.builtin.command: sleep 3000"),
            PATIENCE,
            Map.of(),
            Optional.empty(),
            "app1");
    CountDownLatch acting = new CountDownLatch(1);
    AtomicReference<Optional<PlaybookOutcome>> outcome = new AtomicReference<>(Optional.empty());
    AtomicReference<Boolean> interrupted = new AtomicReference<>(false);
    Thread thread =
        new Thread(
            () -> {
              outcome.set(
                  Optional.of(
                      runner.run(
                          run,
                          event -> {
                            if (event instanceof PlaybookEvent.TaskStarted) {
                              acting.countDown();
                            }
                          })));
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    acting.await();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                ProcessTree.marked(path -> path.startsWith(folder)).stream()
                    .anyMatch(process -> process.commandLine().contains("sleep")));

    thread.interrupt();
    thread.join();

    assertThat(outcome.get()).containsInstanceOf(PlaybookOutcome.CutOff.class);
    assertThat(interrupted.get()).isTrue();
    assertThat(ProcessTree.marked(path -> path.startsWith(folder))).isEmpty();
  }

  @Test
  void shouldSayThatItWasEndedWhereAnInterruptClosesTheFilesThatItWrites() throws Exception {
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    Path playbooks = Objects.requireNonNull(run.playbook().getParent());

    assertThat(
            interrupted(
                () -> runner.reach(run.inventory(), playbooks, Map.of(), Map.of(playbooks, LOGIN))))
        .isEqualTo("ended, as asked");
    assertThat(interrupted(() -> runner.run(run, events::add))).isEqualTo("ended, as asked");
    try (PreparedRun prepared = runner.prepare(run)) {
      assertThat(interrupted(() -> prepared.go(events::add))).isEqualTo("ended, as asked");
    }
    assertThat(ProcessTree.marked(path -> path.startsWith(folder))).isEmpty();
  }

  /** Why a run was cut off whose thread was interrupted before. */
  private static String interrupted(Supplier<PlaybookOutcome> run) {
    Thread.currentThread().interrupt();
    try {
      return ((PlaybookOutcome.CutOff) run.get()).reason();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void shouldFindAndEndWhatADeadLauncherLeft() throws Exception {
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    ProcessBuilder orphan = new ProcessBuilder("sleep", "3000");
    orphan.environment().put(ProcessTree.MARK, run.folder().toString());
    Process process = orphan.start();
    assertThat(runner.leftovers(folder))
        .containsExactly(new OrphanRun("run", List.of(process.pid())));

    assertThat(runner.recover(run)).isEmpty();

    assertThat(process.isAlive()).isFalse();
    assertThat(runner.leftovers(folder)).isEmpty();
  }

  @Test
  void shouldLeaveAloneWhatARunThatIsOverHasLeft() throws IOException {
    PlaybookRun run = run(LEAVES_A_DAEMON.formatted(folder));
    assertThat(runner.run(run, events::add).isSuccess()).isTrue();
    ProcessHandle daemon = daemon();

    try {
      assertThat(ProcessTree.marked(run.folder()::equals)).isNotEmpty();
      assertThat(runner.leftovers(folder)).isEmpty();
      assertThat(runner.recover(run)).hasValueSatisfying(o -> assertThat(o.isSuccess()).isTrue());
      assertThat(daemon.isAlive()).isTrue();
    } finally {
      end(daemon);
    }
  }

  @Test
  void shouldFindPlaybooksWhosePathIsRelative() throws IOException {
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    Path here = Files.createTempDirectory(Path.of("target"), "relative");
    Path playbook = Files.copy(run.playbook(), here.resolve("playbook.yaml"));

    assertThat(playbook).isRelative();
    assertThat(runner.refusals(run.inventory(), List.of(playbook))).isEmpty();
  }

  /** Old runs are tidied away; a daemon that one of them started stays. */
  @Test
  void shouldNotTakeADaemonForARunAtWorkWhoseFolderIsGone() throws IOException {
    PlaybookRun run = run(LEAVES_A_DAEMON.formatted(folder));
    assertThat(runner.run(run, events::add).isSuccess()).isTrue();
    ProcessHandle daemon = daemon();
    ProcessBuilder orphan = new ProcessBuilder("sh", "-c", "read ansible", "ansible-playbook");
    orphan.environment().put(ProcessTree.MARK, run.folder().toString());
    Process ansible = orphan.start();

    try {
      MoreFiles.deleteRecursively(run.folder(), RecursiveDeleteOption.ALLOW_INSECURE);
      assertThat(runner.leftovers(folder))
          .containsExactly(new OrphanRun("run", List.of(ansible.pid())));
    } finally {
      end(daemon);
      end(ansible.toHandle());
    }
  }

  @Test
  void shouldNotCountWhatTheVaultsScriptLeftWhenAnsibleRefusedToBegin() throws IOException {
    Path script = folder.resolve("vault.sh");
    Files.writeString(
        script,
        "#!/bin/sh\nsetsid sleep 3000 </dev/null >/dev/null &\necho $! >'%s/pid'\necho secret\n"
            .formatted(folder));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(
        folder.resolve("ansible.cfg"), "[defaults]\nvault_password_file = vault.sh\n");

    PlaybookOutcome outcome = run("- hosts: app\n  no_such_keyword: 1\n", "app1");
    ProcessHandle daemon = daemon();

    try {
      assertThat(outcome).isInstanceOf(PlaybookOutcome.NotStarted.class);
      assertThat(runner.leftovers(folder)).isEmpty();
      assertThat(daemon.isAlive()).isTrue();
    } finally {
      end(daemon);
    }
  }

  @Test
  void shouldEndTheWorkersOfARunWhoseMainProcessWasKilled() throws IOException {
    PlaybookRun sleeping = run("ansible.builtin.command: sleep 300");

    PlaybookOutcome outcome =
        runner.run(
            sleeping,
            event -> {
              if (event instanceof PlaybookEvent.TaskStarted) {
                awaitMarked(marked -> marked.commandLine().contains("sleep 300"));
                main(sleeping).destroyForcibly();
              }
            });

    assertThat(outcome).isInstanceOf(PlaybookOutcome.CutOff.class);
    assertThat(ProcessTree.marked(path -> path.startsWith(folder))).isEmpty();
  }

  /** The process of a run that all its others come from. */
  private static ProcessHandle main(PlaybookRun run) {
    List<ProcessHandle> all =
        ProcessTree.marked(run.folder()::equals).stream().map(ProcessTree.Marked::process).toList();
    return all.stream()
        .filter(process -> process.parent().filter(all::contains).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldRecoverTheOutcomeOfARunThatEndedWellUnseen() throws IOException {
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    runner.run(run, events::add);

    assertThat(runner.recover(run)).hasValueSatisfying(o -> assertThat(o.isSuccess()).isTrue());
  }

  @Test
  void shouldSayThatAnsibleIsMissing() throws IOException {
    AnsiblePlaybookRunner missing =
        runner(new AnsibleSettings("no-such-ansible", Optional.empty(), Optional.empty()));
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");

    assertThatThrownBy(() -> missing.run(run, events::add))
        .isInstanceOf(AnsibleUnavailableException.class)
        .hasMessageContaining("no-such-ansible");
  }

  @Test
  void shouldPutManyTargetsIntoAFile() throws IOException {
    String[] many = new String[300];
    Arrays.setAll(many, i -> "server-" + i);

    PlaybookRun run =
        prepared(
            "- hosts: all\n  gather_facts: false\n", PATIENCE, Map.of(), Optional.empty(), many);
    List<String> words = PlaybookCommand.words(AnsibleSettings.defaults(), run);

    assertThat(words).contains("@" + folder.resolve("run/limit"));
    runner.run(run, events::add);
    assertThat(Files.readAllLines(folder.resolve("run/limit"))).hasSize(300);
  }
}
