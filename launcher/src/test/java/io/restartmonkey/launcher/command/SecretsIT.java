package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.launcher.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the password of Redis must not be, while a run goes on and after it. */
class SecretsIT {
  private static final String CANARY = RedisServer.PASSWORD;

  @TempDir Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private Workspace workspace;
  private RedisServer redis;

  @BeforeEach
  void prepare() throws IOException {
    workspace = new Workspace(folder);
    redis = new RedisServer(workspace.folder());
    redis.register("db1", "127.0.0.11", "db");
    redis.register("web1", "127.0.0.12", "web");
    environment.putAll(workspace.environment());
    environment.putAll(
        Map.of(
            "RESTART_MONKEY_REDIS_URI",
            redis.uri(),
            Settings.PASSWORD,
            CANARY,
            "RESTART_MONKEY_FRESHNESS",
            "1h"));
  }

  @AfterEach
  void end() {
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm", "plain"})
  void shouldKeepThePasswordFromEveryProcessFileAndLineOfARun(String runner) throws Exception {
    environment.put("RESTART_MONKEY_ANSIBLE_RUNNER", runner);
    environment.put("ANSIBLE_VERBOSITY", "4");
    try (JarProcess jar = start("-v", "restart", "-e", "hold=true")) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> workspace.trace().contains("start db1"));
      List<ProcessHandle> children = jar.descendants();
      assertThat(children).isNotEmpty();
      assertThat(children).noneMatch(child -> proc(child, "environ").contains(CANARY));
      assertThat(ProcessHandle.allProcesses())
          .noneMatch(process -> proc(process, "cmdline").contains(CANARY));
      workspace.write("leave", "");

      assertThat(jar.exitCode()).as(jar.err()).isZero();
      assertThat(jar.out() + jar.err()).doesNotContain(CANARY);
    }
    assertThat(files(workspace.folder().resolve("runs")))
        .anyMatch(file -> file.endsWith("events.jsonl"))
        .noneMatch(file -> text(file).contains(CANARY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm", "plain"})
  void shouldKeepARunForItsOwnerAlone(String runner) throws Exception {
    environment.put("RESTART_MONKEY_ANSIBLE_RUNNER", runner);
    try (JarProcess jar = start("restart")) {
      assertThat(jar.exitCode()).as(jar.err()).isZero();
    }
    Path runs = workspace.folder().resolve("runs");

    try (Stream<Path> all = Files.walk(runs)) {
      assertThat(all)
          .hasSizeGreaterThan(10)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"config show", "config show --output json", "doctor", "snapshot", "plan"})
  void shouldNeverShowThePassword(String command) throws Exception {
    try (JarProcess jar = start(("-v " + command).split(" "))) {
      jar.exitCode();
      assertThat(jar.out()).isNotEmpty();
      assertThat(jar.out() + jar.err()).doesNotContain(CANARY);
    }
  }

  @Test
  void shouldWarnOfSecretsThatOthersCanRead() throws Exception {
    Path file = workspace.write("webhook", "https://localhost/");
    for (String rights : List.of("rw-r-----", "rw----r--", "rw-------")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
      try (JarProcess jar = start("doctor", "--set", "alerts.webhook_file=" + file)) {
        jar.exitCode();
        boolean isPrivate = rights.equals("rw-------");
        assertThat(jar.out().contains("chmod 600 " + file)).as(rights).isEqualTo(!isPrivate);
      }
    }
  }

  @Test
  void shouldNotRepeatAPasswordThatIsWrong() throws Exception {
    environment.put(Settings.PASSWORD, "wrong-" + CANARY);
    for (String command : List.of("snapshot", "doctor", "restart")) {
      try (JarProcess jar = start("-v", command)) {
        assertThat(jar.exitCode()).isEqualTo(4);
        assertThat(jar.out() + jar.err()).contains("WRONGPASS").doesNotContain(CANARY);
      }
    }
  }

  @Test
  void shouldNotRepeatAPasswordThatStandsWhereNoneMay() throws Exception {
    environment.put("RESTART_MONKEY_REDIS_URI", "redis://monkey:" + CANARY + "@127.0.0.1");
    try (JarProcess jar = start("plan")) {
      assertThat(jar.exitCode()).isEqualTo(3);
      assertThat(jar.err()).contains("set redis.user").doesNotContain(CANARY);
    }
  }

  private JarProcess start(String... arguments) throws IOException {
    return JarProcess.start(workspace.folder(), environment, arguments);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Empty where the process is gone, or another user's. */
  private static String proc(ProcessHandle process, String what) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), what), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
