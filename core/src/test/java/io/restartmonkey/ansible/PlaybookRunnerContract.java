package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.AnsibleUnavailableException;
import io.restartmonkey.HostOutcome;
import io.restartmonkey.Leftover;
import io.restartmonkey.PatternMatch;
import io.restartmonkey.PlaybookEvent;
import io.restartmonkey.PlaybookOutcome;
import io.restartmonkey.PlaybookRun;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.InventoryTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a playbook runner, on the real ansible-playbook with local connections. */
abstract class PlaybookRunnerContract {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  final List<PlaybookEvent> events = new ArrayList<>();
  final AnsiblePlaybookRunner runner = runner(AnsibleSettings.defaults());

  abstract AnsiblePlaybookRunner runner(AnsibleSettings settings);

  @AfterEach
  void closeRunner() {
    runner.close();
  }

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(
        folder.resolve("template.yaml"),
        """
        all:
          vars:
            ansible_connection: local
            ansible_python_interpreter: /usr/bin/python3
          children:
            app: {hosts: {}}
            other: {hosts: {}}
        """);
  }

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
  void shouldNameHostTaskAndReasonOfAFailure() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: Wait for the app
                  ansible.builtin.fail: {msg: "HTTP 500 from /healthz"}
                  when: inventory_hostname == 'app1'
            """,
            "app1",
            "app2");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PlaybookOutcome.Failed.class,
            failed -> {
              assertThat(failed.hosts().get("app1"))
                  .isEqualTo(
                      new HostOutcome(
                          HostOutcome.State.FAILED, "Wait for the app", "HTTP 500 from /healthz"));
              assertThat(failed.hosts().get("app2")).matches(HostOutcome::isOk);
            });
  }

  @Test
  void shouldTellWhichTargetsWereNotAttempted() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              serial: 1
              tasks:
                - name: act
                  ansible.builtin.fail:
            """,
            "app1",
            "app2");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app2", host -> assertThat(host.state()).isEqualTo(HostOutcome.State.NOT_ATTEMPTED));
  }

  @Test
  void shouldNotTakeARunWithoutItsTargetsForASuccess() throws IOException {
    PlaybookOutcome outcome = run("- hosts: other\n  gather_facts: false\n  tasks: []\n", "app1");

    assertThat(outcome.isSuccess()).isFalse();
    assertThat(outcome.summary()).contains("app1 was not attempted");
  }

  @Test
  void shouldNotBlameATargetOfAPlayWhoseOnlyTaskRunsOnce() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: act
                  ansible.builtin.ping:
                  run_once: true
            """,
            "app1",
            "app2");

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(outcome.hosts()).containsOnlyKeys("app1", "app2");
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

    PlaybookOutcome cut = runner.reach(run.inventory(), playbooks, Map.of(), false);
    assertThat(cut.hosts())
        .hasEntrySatisfying(
            "app1", host -> assertThat(host.state()).isEqualTo(HostOutcome.State.UNREACHABLE));
    assertThat(runner.reach(run.inventory(), playbooks, local, false).isSuccess()).isTrue();

    Files.createDirectories(playbooks.resolve("group_vars"));
    Files.writeString(playbooks.resolve("group_vars/app.yaml"), "ansible_connection: local\n");
    assertThat(runner.reach(run.inventory(), playbooks, Map.of(), false).isSuccess()).isTrue();
  }

  private void nobodyListens() throws IOException {
    Path template = folder.resolve("template.yaml");
    Files.writeString(
        template,
        Files.readString(template)
            .replace("ansible_connection: local", "ansible_connection: ssh\n    ansible_port: 1"));
  }

  @Test
  void shouldTellAnUnreachableHost() throws IOException {
    nobodyListens();

    PlaybookOutcome outcome = run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app1", host -> assertThat(host.state()).isEqualTo(HostOutcome.State.UNREACHABLE));
  }

  @Test
  void shouldSayWhichItemsOfALoopFailedAndWhy() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: act
                  ansible.builtin.fail: {msg: "{{ 'proxy4 is' if item == 'proxy4' else 'is' }} full"}
                  loop: [proxy1, proxy2, proxy3, proxy4]
                  when: item != 'proxy2'
            """,
            "app1");

    assertThat(outcome.hosts())
        .containsEntry(
            "app1",
            new HostOutcome(
                HostOutcome.State.FAILED,
                "act",
                "proxy1: is full\nproxy3: is full\nproxy4 is full"));
  }

  @Test
  void shouldKeepTheMessageOfManyFailedItemsShort() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: act
                  ansible.builtin.fail: {msg: "{{ 'long ' * 1000 }}"}
                  loop: "{{ range(0, 30) | list }}"
            """,
            "app1");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app1",
            host ->
                assertThat(host.message())
                    .hasSizeLessThan(4000)
                    .startsWith("0: long long")
                    .contains("4: long")
                    .endsWith("and 25 more"));
  }

  @Test
  void shouldNotTellTheSecretsOfALoop() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: act
                  ansible.builtin.fail: {msg: "the secret is {{ item }}"}
                  loop: [one, two]
                  no_log: true
            """,
            "app1");

    assertThat(outcome.hosts())
        .containsEntry(
            "app1",
            new HostOutcome(
                HostOutcome.State.FAILED, "act", "the output is hidden, as the task has no_log"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delegate_to: '{{ item }}', loop: [app1, lost1]",
        "delegate_to: '{{ lost }}', vars: {lost: lost1}"
      })
  void shouldSayWhichDelegateIsUnreachable(String how) throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: know a server that does not answer
                  ansible.builtin.add_host:
                    name: lost1
                    ansible_connection: ssh
                    ansible_host: 127.0.0.1
                    ansible_port: 1
                - {name: act, ansible.builtin.ping: , %s}
            """
                .formatted(how),
            "app1");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app1",
            host -> {
              assertThat(host.state()).isEqualTo(HostOutcome.State.UNREACHABLE);
              assertThat(host.message()).startsWith("lost1: ").contains("127.0.0.1 port 1");
            });
  }

  @Test
  void shouldNotCountAnIgnoredOrRescuedFailure() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: ignored
                  ansible.builtin.command: "false"
                  ignore_errors: true
                - name: rescued
                  block: [{ansible.builtin.command: "false"}]
                  rescue: [{ansible.builtin.ping: }]
            """,
            "app1");

    assertThat(outcome.isSuccess()).isTrue();
  }

  @Test
  void shouldSayThatAnsibleRefusedToBegin() throws IOException {
    PlaybookOutcome outcome = run("- hosts: app\n  no_such_keyword: 1\n", "app1");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class,
            refused -> assertThat(refused.reason()).contains("no_such_keyword"));
  }

  @Test
  void shouldRunOnlyTheTaggedPlay() throws IOException {
    String playbook =
        """
        - {hosts: app, gather_facts: false, tags: [one], tasks: [{name: one, ansible.builtin.ping: }]}
        - {hosts: app, gather_facts: false, tags: [two], tasks: [{name: two, ansible.builtin.ping: }]}
        """;

    runner.run(prepared(playbook, PATIENCE, Map.of(), Optional.of("two"), "app1"), events::add);

    assertThat(events)
        .contains(new PlaybookEvent.HostOk("app1", "two", false))
        .doesNotContain(new PlaybookEvent.HostOk("app1", "one", false));
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
            PlaybookOutcome.CutOff.class, cut -> assertThat(cut.reason()).contains("after 4 s"));
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
  void shouldFindAndEndWhatADeadLauncherLeft() throws Exception {
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    ProcessBuilder orphan = new ProcessBuilder("sleep", "3000");
    orphan.environment().put(ProcessTree.MARK, run.folder().toString());
    Process process = orphan.start();
    assertThat(runner.leftovers(folder))
        .containsExactly(new Leftover("run", List.of(process.pid())));

    assertThat(runner.recover(run)).isEmpty();

    assertThat(process.isAlive()).isFalse();
    assertThat(runner.leftovers(folder)).isEmpty();
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
    List<String> words = PlaybookCommand.words("ansible-playbook", AnsibleSettings.defaults(), run);

    assertThat(words).contains("@" + folder.resolve("run/limit"));
    runner.run(run, events::add);
    assertThat(Files.readAllLines(folder.resolve("run/limit"))).hasSize(300);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app:!app1  | app2,app3",
        "app:&app2  | app2",
        "app:&other | ''",
        "app[0:1]   | app1,app2",
        "app[-1]    | app3",
        "*3         | app3",
        "~^app[13]$ | app1,app3",
        "web*       | ''",
      })
  void shouldAskAnsibleWhatAPatternMeans(String pattern, String hosts) throws IOException {
    assertThat(hosts(pattern))
        .isEqualTo(new PatternMatch.Hosts(Splitter.on(',').omitEmptyStrings().splitToList(hosts)));
  }

  @Test
  void shouldSayWhyAnsibleRefusesAPatternAndTakeNoneForAnOption() throws IOException {
    assertThat(hosts("~("))
        .isInstanceOfSatisfying(
            PatternMatch.Refused.class,
            refused -> assertThat(refused.reason()).contains("Invalid host list pattern: ~("));
    assertThat(hosts("--version*")).isEqualTo(new PatternMatch.Hosts(List.of()));
  }

  private PatternMatch hosts(String pattern) throws IOException {
    PlaybookRun run = prepared("", PATIENCE, Map.of(), Optional.empty(), "app1", "app2", "app3");
    return runner.hosts(run.inventory(), folder, pattern);
  }

  final PlaybookOutcome run(String playbook, String... targets) throws IOException {
    return runner.run(
        prepared(playbook, PATIENCE, Map.of(), Optional.empty(), targets), events::add);
  }

  final PlaybookRun prepared(
      String playbook,
      Duration deadline,
      Map<String, Object> variables,
      Optional<String> tag,
      String... targets)
      throws IOException {
    return prepared(folder, playbook, deadline, variables, tag, targets);
  }

  static PlaybookRun prepared(
      Path folder,
      String playbook,
      Duration deadline,
      Map<String, Object> variables,
      Optional<String> tag,
      String... targets)
      throws IOException {
    Path file = Files.writeString(folder.resolve("playbook.yaml"), playbook);
    List<Server> servers =
        Arrays.stream(targets)
            .map(
                name ->
                    new Server(
                        name, "127.0.0.1", ImmutableSortedSet.of("app"), "lab", Instant.EPOCH))
            .toList();
    return new PlaybookRun(
        folder.resolve("run"),
        file,
        InventoryTemplate.read(folder.resolve("template.yaml")).fill(servers),
        List.of(targets),
        tag,
        variables,
        deadline);
  }

  static String tasks(String action) {
    return """
        - hosts: app
          gather_facts: false
          tasks:
            - name: act
              %s
        """
        .formatted(action);
  }
}
