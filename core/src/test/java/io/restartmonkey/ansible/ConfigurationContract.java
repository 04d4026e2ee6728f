package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.playbook.PatternMatch;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a playbook runner: what it makes of how the user has configured Ansible. */
abstract class ConfigurationContract extends RunnerFixture {
  private static final String PING =
      "- {hosts: all, gather_facts: false, tasks: [{ansible.builtin.ping: }]}\n";

  /** Settings that our own inventory must not depend on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[inventory]\nenable_plugins = ini, script",
        "[inventory]\nenable_plugins = no_such_plugin",
        "[inventory]\nenable_plugins = ini\nunparsed_is_failed = true\ncache = true",
        "[inventory]\nignore_extensions = restartInventory\nignore_patterns = ^restart, ^control",
        "[inventory_plugin_yaml]\nyaml_valid_extensions = .yml",
        "[defaults]\nyaml_valid_extensions = .yml\ninventory = nowhere",
        "[inventory]\nhost_pattern_mismatch = error",
        "[defaults]\nask_vault_pass = true\n[privilege_escalation]\nbecome_ask_pass = true",
        "[defaults]\nvault_identity_list = dev@prompt",
        "[defaults]\ndisplay_failed_stderr = true\nlog_path = /nowhere/log\nhash_behaviour = merge",
      })
  void shouldReadOurInventoryHoweverAnsibleIsConfigured(String settings) throws IOException {
    configure(settings);
    PlaybookRun app =
        prepared(
            """
            - {hosts: no_such_group, gather_facts: false, tasks: []}
            - {hosts: "app,localhost", gather_facts: false, tasks: [{name: act, ansible.builtin.ping: }]}
            """,
            PATIENCE,
            Map.of(),
            Optional.empty(),
            "app1");
    PlaybookRun run =
        new PlaybookRun(
            app.folder(),
            app.playbook(),
            app.inventory(),
            List.of("app1", "localhost"),
            app.play(),
            app.variables(),
            app.deadline());
    Path playbooks = Objects.requireNonNull(run.playbook().getParent());

    assertThat(runner.refusals(run.inventory(), List.of(run.playbook()))).isEmpty();
    assertThat(runner.hosts(run.inventory(), playbooks, "app"))
        .isEqualTo(new PatternMatch.Hosts(List.of("app1")));
    assertThat(
            runner.reach(run.inventory(), playbooks, Map.of(), Map.of(playbooks, PING)).isSuccess())
        .isTrue();
    PlaybookOutcome outcome = runner.run(run, events::add);
    assertThat(outcome.summary()).isEqualTo("all targets ok");
    assertThat(events).contains(new PlaybookEvent.HostOk("app1", "act", false));
  }

  /** In the environment, ours would reach what a task calls, and take the place of the user's. */
  @Test
  void shouldKeepTheUsersPluginsEnabled() throws IOException {
    configure("[inventory]\nenable_plugins = ini\n");
    Files.writeString(folder.resolve("hosts"), "[theirs]\nother1\n");

    PlaybookOutcome outcome =
        run(tasks("ansible.builtin.command: ansible-inventory -i hosts --host other1"), "app1");

    assertThat(outcome.summary()).isEqualTo("all targets ok");
  }

  @Test
  void shouldKeepTheUsersCallbacks() throws IOException {
    configure(
        "[defaults]\ncallback_plugins = mine\nstdout_callback = loud\ncallbacks_enabled = quiet\n");
    Path theirs = Files.createDirectory(folder.resolve("mine"));
    copy("loud.py", theirs);
    copy("quiet.py", theirs);

    PlaybookOutcome outcome = run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(outcome.summary()).isEqualTo("all targets ok");
    assertThat(Files.readString(folder.resolve("run/stdout"))).contains("LOUD");
    assertThat(folder.resolve("seen")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[defaults]\nforks = many", "[defaults\nforks = 3"})
  void shouldSayInAnsiblesWordsWhatIsWrongInItsConfiguration(String settings) throws IOException {
    configure(settings);
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    Path playbooks = Objects.requireNonNull(run.playbook().getParent());

    assertThat(runner.refusals(run.inventory(), List.of(run.playbook())))
        .singleElement()
        .satisfies(ConfigurationContract::namesTheConfiguration);
    assertThat(runner.hosts(run.inventory(), playbooks, "app"))
        .isInstanceOfSatisfying(
            PatternMatch.Refused.class, refused -> namesTheConfiguration(refused.reason()));
    assertThat(runner.reach(run.inventory(), playbooks, Map.of(), Map.of(playbooks, PING)))
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class, refused -> namesTheConfiguration(refused.reason()));
    assertThat(runner.run(run, events::add))
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class, refused -> namesTheConfiguration(refused.reason()));
  }

  /** Ansible says it only when it plays, and then of our playbook, which nobody knows. */
  @Test
  void shouldRefuseAStrategyThatIsNotThereAndNameTheConfiguration() throws IOException {
    configure("[defaults]\nstrategy = nosuch\n");

    assertThat(reached())
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class,
            refused ->
                assertThat(refused.reason())
                    .contains("strategy is nosuch by " + folder)
                    .contains("ansible.cfg: there is no such plugin")
                    .doesNotContain("reach.yaml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[defaults]\nvault_password_file = pass\n"})
  void shouldRefuseVariablesThatCannotBeDecrypted(String settings) throws IOException {
    configure(settings);
    Files.writeString(folder.resolve("pass"), "wrong\n");
    Path variables = Files.createDirectories(folder.resolve("group_vars")).resolve("app.yaml");
    Files.writeString(variables, "$ANSIBLE_VAULT;1.1;AES256\n3030\n");

    assertThat(reached())
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class,
            refused ->
                assertThat(refused.reason())
                    .containsIgnoringCase("vault")
                    .doesNotContain("/restart-monkey-"));
  }

  private PlaybookOutcome reached() throws IOException {
    PlaybookRun run =
        prepared(tasks("ansible.builtin.ping:"), PATIENCE, Map.of(), Optional.empty(), "app1");
    Path playbooks = Objects.requireNonNull(run.playbook().getParent());
    return runner.reach(run.inventory(), playbooks, Map.of(), Map.of(playbooks, PING));
  }

  private static void namesTheConfiguration(String reason) {
    assertThat(reason).startsWith("ERROR: ").contains("/ansible.cfg").doesNotContain("Traceback");
  }

  @Test
  void shouldSayThatAConfiguredCallbackIsNotThere() throws IOException {
    configure("[defaults]\nstdout_callback = nosuch_callback\n");

    PlaybookOutcome outcome = run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class,
            refused ->
                assertThat(refused.reason())
                    .contains("stdout_callback is nosuch_callback by " + folder)
                    .contains("ansible.cfg: install that callback, or name another"));
  }

  /** Such a run would act, and nobody would see what it did. */
  @Test
  void shouldNotActWhenItsEventsCannotBeWritten() throws IOException {
    Files.createSymbolicLink(folder.resolve("run/events.jsonl"), Path.of("/nowhere/events"));

    PlaybookOutcome outcome =
        run(
            tasks("ansible.builtin.file: {path: %s/acted, state: touch}".formatted(folder)),
            "app1");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class,
            refused -> assertThat(refused.reason()).contains("nothing was begun"));
    assertThat(folder.resolve("acted")).doesNotExist();
  }

  private void configure(String settings) throws IOException {
    Files.writeString(folder.resolve("ansible.cfg"), settings + "\n");
  }
}
