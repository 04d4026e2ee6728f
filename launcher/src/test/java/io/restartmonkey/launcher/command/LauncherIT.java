package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shaded jar as a process, on a real Redis, with the real ansible-playbook. */
class LauncherIT {
  private static final Pattern RESUME =
      Pattern.compile("java -jar \\S+restart-monkey\\.jar resume ([0-9]{8}-[0-9]{6}-[0-9a-f]{4})");

  @TempDir Path folder;
  private Workspace workspace;
  private Map<String, String> environment;
  private RedisServer redis;

  @BeforeEach
  void prepare() throws IOException {
    workspace = new Workspace(folder);
    redis = new RedisServer(workspace.folder());
    redis.register("db1", "127.0.0.11", "db");
    redis.register("web1", "127.0.0.12", "web");
    redis.register("web2", "127.0.0.13", "web");
    environment =
        new TreeMap<>(
            Map.of(
                "RESTART_MONKEY_REDIS_URI",
                redis.uri(),
                "RESTART_MONKEY_REDIS_PASSWORD",
                RedisServer.PASSWORD,
                "RESTART_MONKEY_ALLOW_LOCAL",
                "true",
                "RESTART_MONKEY_FRESHNESS",
                "1h"));
  }

  @AfterEach
  void end() {
    redis.close();
  }

  @Test
  void shouldRestartTheClusterInOrder() throws Exception {
    try (JarProcess jar = start("restart-cluster")) {
      assertThat(jar.exitCode()).isZero();

      // Servers of one step go side by side, in no fixed order.
      List<String> trace = workspace.trace();
      assertThat(trace).hasSize(6);
      assertThat(trace.subList(0, 2)).containsExactlyInAnyOrder("stop web1", "stop web2");
      assertThat(trace.subList(2, 4)).containsExactly("stop db1", "start db1");
      assertThat(trace.subList(4, 6)).containsExactlyInAnyOrder("start web1", "start web2");
      assertThat(jar.out().lines()).hasSize(4).allMatch(line -> line.contains(" done "));
      assertThat(jar.err()).endsWith("restart-monkey: all 4 steps done\n");
    }
  }

  @Test
  void shouldHaltAtAFailureAndGoOnFromThere() throws Exception {
    workspace.write("broken-web", "");
    String run;
    try (JarProcess jar = start("restart", "--output", "json")) {
      assertThat(jar.exitCode()).isEqualTo(1);
      assertThat(jar.err())
          .contains("web1 failed at 'Check that nothing is broken'")
          .containsPattern(RESUME);
      run = runId(jar);
      JsonNode report = new ObjectMapper().readTree(jar.out());
      assertThat(report.path("status").asText()).isEqualTo("failed");
    }
    Files.delete(folder.resolve("broken-web"));

    try (JarProcess jar = start("resume", run)) {
      assertThat(jar.exitCode()).isZero();
      assertThat(jar.out()).contains("done before", "done ");
    }
    assertThat(workspace.trace()).filteredOn("start db1"::equals).hasSize(1);
    try (JarProcess jar = start("runs", "show", run)) {
      assertThat(jar.exitCode()).isZero();
      assertThat(jar.out()).contains(run + " restart", ": done, 2 of 2 steps");
    }
  }

  @Test
  void shouldFinishTheRunningStepAtTheFirstCtrlC() throws Exception {
    String run;
    try (JarProcess jar = start("restart", "-e", "hold=true")) {
      awaitTrace("start db1");
      jar.signal("INT");
      jar.awaitSaid("stopping when the running steps have ended");
      run = runId(jar);
      workspace.write("leave", "");

      assertThat(jar.exitCode()).isEqualTo(7);
      assertThat(workspace.trace()).containsExactly("start db1");
      assertThat(jar.out()).contains("done", "not begun");
    }
    try (JarProcess jar = start("resume", run)) {
      assertThat(jar.exitCode()).isZero();
      assertThat(workspace.trace()).hasSize(3);
    }
  }

  @Test
  void shouldGoOnToTheEndOfTheRunWhenTheTerminalEnds() throws Exception {
    try (JarProcess jar = start("restart-cluster", "-e", "hold=true")) {
      awaitTrace("stop web1");
      jar.signal("HUP");
      jar.awaitSaid("the terminal is gone; the run goes on to its end");
      jar.signal("HUP");
      workspace.write("leave", "");

      assertThat(jar.exitCode()).isZero();
      assertThat(workspace.trace()).hasSize(6);
    }
  }

  @Test
  void shouldGoOnToTheEndOfTheRunWhenNobodyReadsWhatItSays() throws Exception {
    try (JarProcess jar =
        JarProcess.startUnread(workspace.folder(), environment, "restart-cluster")) {
      assertThat(jar.exitCode()).isEqualTo(8);
      assertThat(workspace.trace()).hasSize(6);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inventory",
        "plan",
        "plan --output json",
        "snapshot",
        "snapshot --output text",
        "config show",
        "config show --output json",
        "runs list --output json",
        "history --output json",
        "doctor",
        "doctor --output json",
        "generate-man",
        "generate-completion",
        "--help",
        "plan --help",
        "--version"
      })
  void shouldFailWhereItsOutputCannotBeWritten(String command) throws Exception {
    try (JarProcess jar =
        JarProcess.startOnFullDisk(workspace.folder(), environment, command.split(" "))) {
      assertThat(jar.exitCode()).isEqualTo(8);
      assertThat(jar.err())
          .contains("standard output cannot be written", "No space left on device; free some");
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void shouldEndEverythingAtTheSecondSignal(String signal, int code) throws Exception {
    try (JarProcess jar = start("restart", "-e", "hold=true")) {
      awaitTrace("start db1");
      jar.signal(signal);
      jar.awaitSaid("stopping when the running steps have ended");
      jar.signal(signal);

      assertThat(jar.exitCode()).isEqualTo(code);
      assertThat(jar.err()).containsPattern(RESUME);
      assertThat(ProcessHandle.allProcesses().filter(this::isOfThisTest)).isEmpty();
    }
  }

  @Test
  void shouldRefuseASecondRunMeanwhile() throws Exception {
    try (JarProcess first = start("restart", "-e", "hold=true")) {
      awaitTrace("start db1");
      try (JarProcess second = start("stop")) {
        assertThat(second.exitCode()).isEqualTo(6);
        assertThat(second.err().lines()).hasSize(1);
      }
      workspace.write("leave", "");
      assertThat(first.exitCode()).isZero();
    }
  }

  @Test
  void shouldRestartAfterAStopThatTookRedisAlong() throws Exception {
    try (JarProcess jar = start("stop")) {
      assertThat(jar.exitCode()).isZero();
    }
    redis.close();
    String state;
    try (JarProcess jar = start("restart")) {
      assertThat(jar.exitCode()).isEqualTo(4);
      Matcher cure = Pattern.compile("restart --state (\\S+/snapshot[.]json)").matcher(jar.err());
      assertThat(cure.find()).isTrue();
      state = cure.group(1);
    }

    try (JarProcess jar = start("restart", "--state", state)) {
      assertThat(jar.exitCode()).isZero();
    }
    assertThat(workspace.trace()).hasSize(6);
  }

  @Test
  void shouldGiveUpOnARedisThatHangs() throws Exception {
    environment.put("RESTART_MONKEY_REDIS_TIMEOUT", "500ms");
    redis.signal("STOP");
    try (JarProcess jar = start("plan")) {
      assertThat(jar.exitCode()).isEqualTo(4);
      assertThat(jar.err().lines()).hasSize(1);
    } finally {
      redis.signal("CONT");
    }
  }

  @Test
  void shouldSayThatThePasswordIsWrong() throws Exception {
    environment.put("RESTART_MONKEY_REDIS_PASSWORD", "wrong");
    try (JarProcess jar = start("plan")) {
      assertThat(jar.exitCode()).isEqualTo(4);
      assertThat(jar.err()).contains("WRONGPASS").doesNotContain("'wrong'");
    }
  }

  @Test
  void shouldSayThatAnsibleIsMissing() throws Exception {
    environment.put("RESTART_MONKEY_ANSIBLE_EXECUTABLE", "no-such-ansible-playbook");
    try (JarProcess jar = start("stop")) {
      assertThat(jar.exitCode()).isEqualTo(5);
      assertThat(jar.err()).contains("'no-such-ansible-playbook' is not on this machine");
      assertThat(jar.err().lines()).hasSize(1);
    }
    try (JarProcess jar = start("runs", "list")) {
      assertThat(jar.exitCode()).isZero();
      assertThat(jar.out()).contains("refused");
    }
    assertThat(workspace.trace()).isEmpty();
  }

  @Test
  void shouldReadTheConfigFileInItsFolder() throws Exception {
    environment.keySet().removeIf(name -> !name.endsWith("PASSWORD"));
    workspace.write(
        "restart-monkey.yaml",
        "redis: {uri: '%s'}\nfreshness: 1h\nallow_local: true\n".formatted(redis.uri()));
    try (JarProcess jar = start("plan")) {
      assertThat(jar.exitCode()).isZero();
      assertThat(jar.out()).contains("01-stopservices-web");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"doctor", "restart-cluster", "resume 20260101-000000-abcd"})
  void shouldNotRunWhatSomebodyLeftInAFolderForEverybody(String command) throws Exception {
    Path program = workspace.write("program", "#!/bin/sh\ntouch %s/ran\n".formatted(folder));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path file = workspace.write("restart-monkey.yaml", "ansible: {executable: ./program}\n");
    Files.setAttribute(folder, "unix:mode", 01777);
    try (JarProcess jar = start(command.split(" "))) {
      assertThat(jar.exitCode()).isEqualTo(3);
      assertThat(jar.err())
          .startsWith("restart-monkey: %s: not taken, as everybody can write to ".formatted(file));
      assertThat(jar.err().lines()).hasSize(1);
    }
    Files.delete(file);
    try (JarProcess jar = start(command.split(" "))) {
      assertThat(jar.exitCode()).isEqualTo(3);
      assertThat(jar.err()).contains("not taken from ", "--set ").hasLineCount(1);
    }
    assertThat(folder.resolve("ran")).doesNotExist();
    assertThat(workspace.trace()).isEmpty();
  }

  @Test
  void shouldReadTheConfigFileThatIsNamedWhoeverCanWriteIt() throws Exception {
    Path file = workspace.write("restart-monkey.yaml", "cluster: red\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (JarProcess jar = start("config", "show", "--config", "restart-monkey.yaml")) {
      assertThat(jar.exitCode()).isZero();
      assertThat(jar.out()).containsPattern("cluster +red ");
    }
  }

  @Test
  void shouldBlameThePlaybookIfAnsibleRefusesToBegin() throws Exception {
    workspace.write(
        "playbooks/stopservices.yaml",
        workspace.play("stop", "web", "").replace("ansible.builtin.shell", "no.such.module"));
    try (JarProcess jar = start("stop")) {
      assertThat(jar.exitCode()).isEqualTo(3);
      assertThat(jar.err()).contains("no.such.module");
    }
  }

  @Test
  void shouldFindAllWellAndCountRefusedRecords() throws Exception {
    redis.register("x[1:3]", "127.0.0.14", "web");
    try (JarProcess jar = start("doctor")) {
      assertThat(jar.exitCode()).as(jar.out()).isZero();
      assertThat(jar.out())
          .contains("ok    redis", "ok    ansible    ansible-core 2.")
          .contains("ok    servers    web2 lets us in")
          .contains("warn  records    1 refused and not used")
          .contains(
              "warn  monitor    by the template no direct SSH leads to 3 servers (first: db1)")
          .contains("server 'x[1:3]': not a server name")
          .contains("/runs is writable")
          .doesNotContain("fail ");
    }
  }

  @Test
  void shouldExitWithTheWorstThatTheDoctorFinds() throws Exception {
    Path key = workspace.write("id", "");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    environment.put("RESTART_MONKEY_ANSIBLE_PRIVATE_KEY", key.toString());
    try (JarProcess jar = start("doctor")) {
      assertThat(jar.exitCode()).isEqualTo(5);
      assertThat(jar.out()).contains("fail  ssh key", "chmod 600 " + key);
    }
    Files.writeString(folder.resolve("playbooks/smoketest.yaml"), "- hosts: [\n");
    try (JarProcess jar = start("doctor", "--output", "json")) {
      assertThat(jar.exitCode()).isEqualTo(3);
      assertThat(new ObjectMapper().readTree(jar.out()).isArray()).isTrue();
    }
  }

  @Test
  void shouldPlanAnyPlaybookAsAnsibleWould() throws Exception {
    workspace.write("hosts", "[some]\nh[1:4]\n");
    workspace.write(
        "any.yml",
        """
        - name: In steps
          hosts: some:!h2
          serial: [1, "50%"]
          vars_prompt: [{name: never, prompt: asked}]
          tasks: [{ansible.builtin.command: touch executed}]
        - hosts: "{{ target }}"
        """);
    List<String> arguments =
        List.of("plan", "--playbook", "any.yml", "--inventory", "hosts", "--output", "json");
    try (JarProcess jar = start(with(arguments, "--extra-vars", "{\"target\": \"nobody\"}"))) {
      assertThat(jar.exitCode()).isZero();
      JsonNode plan = new ObjectMapper().readTree(jar.out());
      assertThat(plan.path("complete").asBoolean()).isTrue();
      assertThat(plan.at("/plays/0/batches").toString()).isEqualTo("[[\"h1\"],[\"h3\"],[\"h4\"]]");
      assertThat(plan.at("/plays/1/hosts")).isEmpty();
    }
    try (JarProcess jar = start(with(arguments))) {
      assertThat(jar.exitCode()).isEqualTo(3);
      assertThat(jar.err()).contains("'target' is undefined");
    }
    assertThat(folder.resolve("executed")).doesNotExist();
  }

  @Test
  void shouldGenerateACompletionThatBashCanRead() throws Exception {
    try (JarProcess jar = start("generate-completion")) {
      assertThat(jar.exitCode()).isZero();
      Path script = workspace.write("completion", jar.out());
      assertThat(new ProcessBuilder("bash", "-n", script.toString()).start().waitFor()).isZero();
      assertThat(jar.out()).contains("restart-cluster", "--step-deadline");
    }
  }

  private JarProcess start(String... arguments) throws IOException {
    return JarProcess.start(workspace.folder(), environment, arguments);
  }

  private static String[] with(List<String> arguments, String... more) {
    return Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new);
  }

  private static String runId(JarProcess jar) throws IOException {
    Matcher resume = RESUME.matcher(jar.err());
    assertThat(resume.find()).as(jar.err()).isTrue();
    return resume.group(1);
  }

  private void awaitTrace(String line) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> workspace.trace().contains(line));
  }

  /** Ansible's processes have the run folder in their command line. */
  private boolean isOfThisTest(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains("ansible") && line.contains(workspace.folder() + "/runs"))
        .isPresent();
  }
}
