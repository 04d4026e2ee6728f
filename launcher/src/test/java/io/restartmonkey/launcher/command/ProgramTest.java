package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {
  @TempDir Path folder;
  private Workspace workspace;
  private Map<String, String> environment;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void prepare() throws IOException {
    workspace = new Workspace(folder);
    environment = new TreeMap<>(workspace.environment());
  }

  @Test
  void shouldPlanFromAStateFileWithoutTouchingAnything() throws IOException {
    assertThat(run("plan", "--state", state())).isZero();

    assertThat(out())
        .containsSubsequence(
            "01-stopservices-web",
            "at once",
            "02-stopservices-db",
            "after 01",
            "03-restartservices-db",
            "after 02",
            "04-restartservices-web",
            "after 03")
        .contains("/runs/RUN/steps/01-stopservices-web/run_play.py ")
        .contains("play.json ansible-playbook -i " + folder.toRealPath() + "/runs/RUN/steps/")
        .contains("--limit web1,web2 --forks 2 -e @")
        .doesNotContain("--tags");
    assertThat(err()).isEmpty();
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void shouldSayHowManyServersHaveTheirTurnAtATime() {
    assertThat(run("plan", "--set", "ansible.forks=1", "--state", state())).isZero();

    assertThat(out()).contains("2 servers, 1 at a time").contains("--forks 1 ");
  }

  @Test
  void shouldNotTakeTheWordsOfAVariablesFileForArguments() throws IOException {
    Path file = Files.writeString(folder.resolve("vars.yml"), "x: --yes\n");

    assertThat(run("restart", "--state", state(), "-e", "@" + file)).isEqualTo(2);

    assertThat(err()).contains("-e @" + file + ": a file is not taken, only NAME=VALUE");
  }

  @Test
  void shouldShowWhatRunsSideBySide() {
    assertThat(run("plan", "--for", "smoke-test", "--state", state())).isZero();

    assertThat(out())
        .containsSubsequence("01-smoketest-db", "beside 02", "02-smoketest-web", "beside 01");
  }

  @Test
  void shouldPlanAsJson() throws IOException {
    assertThat(run("plan", "--for", "restart", "--output", "json", "--state", state())).isZero();

    JsonNode plan = new ObjectMapper().readTree(out());
    assertThat(plan.path("steps")).hasSize(2);
    assertThat(plan.path("commands")).hasSize(2);
    assertThat(plan.at("/steps/1/after/0").asText()).isEqualTo("01-restartservices-db");
  }

  @Test
  void shouldKeepTheGoodServersWhenARecordIsRefused() throws IOException {
    workspace.write("state.json", Workspace.state("db1 db", "web1 web", "x[1:3] web"));

    assertThat(run("inventory", "--state", state())).isZero();

    assertThat(out()).contains("db1:", "web1:").doesNotContain("x[");
    assertThat(err()).contains("refused server 'x[1:3]': not a server name");
  }

  @Test
  void shouldWriteTheInventoryOnlyIfThereAreServers() throws IOException {
    Path file = folder.resolve("restartInventory");
    assertThat(run("inventory", "--write", file.toString(), "--state", state())).isZero();
    String written = Files.readString(file);
    workspace.write("state.json", Workspace.state());

    assertThat(run("inventory", "--write", file.toString(), "--state", state())).isEqualTo(6);

    assertThat(file).hasContent(written.strip());
    assertThat(err()).contains("no server of cluster 'demo' is running");
  }

  @Test
  void shouldRefuseThisMachineUnlessAllowed() {
    environment.remove("RESTART_MONKEY_ALLOW_LOCAL");

    assertThat(run("restart-cluster", "--state", state())).isEqualTo(6);

    assertThat(err())
        .contains("no server of cluster demo is registered that is believed")
        .contains(
            "server 'web1' is not believed, so mend it: its address is loopback, which is this machine; set allow_local, or");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web=db,db=web     | 3 | run_after goes round in a circle: web -> db -> web
          web=db,db=lb      | 3 | run_after names 'lb'
          db=web,web=       | 3 | must run after 'web', which stands below it
          db=,cache=        | 3 | runs on 'cache', which is no group of the inventory template
          """)
  void shouldRefuseWrongPlaybooks(String plays, int code, String message) throws IOException {
    StringBuilder playbook = new StringBuilder();
    for (String play : Splitter.on(',').split(plays)) {
      playbook.append(
          workspace.play(
              "start",
              play.substring(0, play.indexOf('=')),
              play.substring(play.indexOf('=') + 1)));
    }
    workspace.write("playbooks/restartservices.yaml", playbook.toString());

    assertThat(run("restart", "--state", state())).isEqualTo(code);

    assertThat(err()).contains("refused: ", "restartservices.yaml:").contains(message);
  }

  @Test
  void shouldRefuseAGroupWithoutARunningServer() throws IOException {
    workspace.write("state.json", Workspace.state("web1 web"));

    assertThat(run("stop", "--state", state())).isEqualTo(6);

    assertThat(err()).contains("no server of 'db' is running");
  }

  @Test
  void shouldSayWhatIsWrongWithAStateFile() throws IOException {
    workspace.write("state.json", "{");
    assertThat(run("plan", "--state", state())).isEqualTo(4);
    assertThat(err()).contains("is not a snapshot: not JSON");

    assertThat(run("plan", "--state", folder + "/gone")).isEqualTo(4);
    assertThat(err()).contains("gone does not exist");
  }

  @Test
  void shouldRefuseAStateOfAnotherCluster() {
    environment.put("RESTART_MONKEY_CLUSTER", "other");

    assertThat(run("restart", "--state", state())).isEqualTo(3);

    assertThat(err()).contains("is of cluster 'demo', but this call is for 'other'");
  }

  @Test
  void shouldSayThatRedisCannotBeReached() {
    assertThat(run("snapshot")).isEqualTo(4);

    assertThat(err()).contains("cannot read cluster 'demo' from Redis");
    assertThat(err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plan --nonsense                 | 2 | --nonsense
          plan --for everything           | 2 | none of stop, restart
          nonsense                        | 2 | nonsense
          plan --set clustr=x             | 2 | did you mean 'cluster'
          plan -e 1=2                     | 2 | must be NAME=VALUE
          plan --freshness soon           | 2 | not a duration
          plan --playbook x               | 2 | --inventory
          runs                            | 2 | runs list
          runs show 20260101-000000-abcd  | 3 | there is no run
          resume ../../etc                | 3 | there is no run
          plan --config /gone.yaml        | 3 | /gone.yaml: does not exist
          """)
  void shouldSayInOneLineWhatIsWrong(String arguments, int code, String message) {
    assertThat(run(Splitter.on(' ').splitToList(arguments).toArray(String[]::new))).isEqualTo(code);

    assertThat(err()).startsWith("restart-monkey: ").contains(message);
    assertThat(err().lines()).hasSize(1);
    assertThat(out()).isEmpty();
  }

  @Test
  void shouldShowTheStackTraceOnlyWhenAsked() {
    assertThat(run("-v", "snapshot")).isEqualTo(4);

    assertThat(err()).contains("\tat io.restartmonkey.");
  }

  @Test
  void shouldProposeTheCommandThatWasMeant() {
    assertThat(run("restrat")).isEqualTo(2);

    assertThat(err()).contains("'restrat' (did you mean 'restart'?); see: ");
  }

  @Test
  void shouldShowSettingsWithoutSecrets() {
    environment.put("RESTART_MONKEY_REDIS_PASSWORD", "very-secret");

    assertThat(run("config", "show")).isZero();

    assertThat(out())
        .contains("set, not shown")
        .contains("environment RESTART_MONKEY_REDIS_PASSWORD")
        .contains("environment RESTART_MONKEY_RUNS_FOLDER")
        .doesNotContain("very-secret");
  }

  @Test
  void shouldShowSettingsThatDoNotGoTogetherAndSayWhich() {
    assertThat(run("config", "show", "--set", "monitor.cpu_low=95")).isEqualTo(2);

    assertThat(out()).contains("monitor.cpu_low", "--set monitor.cpu_low=95");
    assertThat(err())
        .contains(
            "--set monitor.cpu_low=95: monitor.cpu_low is 95: must be below monitor.cpu_high");
    assertThat(run("runs", "list", "--set", "monitor.cpu_low=95")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis.uri=redis://monkey:very-secret@h", "redis.password=very-secret"})
  void shouldNotRepeatAPasswordThatStandsInAFlag(String setting) {
    assertThat(run("config", "show", "--set", setting)).isEqualTo(2);

    assertThat(err()).contains("--set redis.", "redis.password_file").doesNotContain("very-secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.password_file",
        "redis.sentinel_password_file",
        "redis.certificate_file",
        "alerts.webhook_file"
      })
  void shouldWarnOfASecretThatOthersCanReadEvenIfRedisDoesNotAnswer(String key) throws IOException {
    Path file = workspace.write("secret", "https://localhost/");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(run("doctor", "--set", key + "=" + file, "--set", "ansible.executable=no-such"))
        .isNotZero();

    assertThat(out())
        .contains("fail  redis ", "warn  secrets    others can read it; chmod 600 " + file);
  }

  @Test
  void shouldDescribeItselfWithAllCommandsAndCodes() {
    assertThat(run("--help")).isZero();

    assertThat(out())
        .contains("restart-cluster", "resume", "doctor", "config", "generate-completion")
        .contains("  7     stopped half-way", "143: SIGTERM");
  }

  @Test
  void shouldGenerateTheManualPageOfAllCommands() {
    assertThat(run("generate-man")).isZero();

    assertThat(out())
        .startsWith(".TH RESTART-MONKEY 1")
        .contains(".SS restart\\-monkey runs show", "redis.uri, RESTART_MONKEY_REDIS_URI")
        .doesNotContain("COMPLETION-CANDIDATES");
  }

  private String state() {
    return workspace.folder().resolve("state.json").toString();
  }

  private int run(String... arguments) {
    return new Program(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment)
        .run(arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
