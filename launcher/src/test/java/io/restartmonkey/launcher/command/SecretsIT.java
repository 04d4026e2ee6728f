package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.launcher.setting.RedisKeys;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Where passwords and the URL for alerts must not be, while a run or the monitor goes on and after
 * it: each of them has the canary in it.
 */
class SecretsIT {
  private static final String CANARY = RedisServer.PASSWORD;

  @TempDir Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private Workspace workspace;
  private RedisServer redis;
  private io.restartmonkey.redis.@Nullable RedisServer sentinel;

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
            RedisKeys.PASSWORD_VARIABLE,
            CANARY,
            "RESTART_MONKEY_FRESHNESS",
            "1h"));
  }

  @AfterEach
  void end() {
    if (sentinel != null) {
      sentinel.close();
    }
    redis.close();
  }

  @ParameterizedTest
  @CsvSource({"warm, ENVIRONMENT", "plain, ENVIRONMENT", "warm, FILE", "plain, SENTINEL"})
  void shouldKeepThePasswordFromEveryProcessFileAndLineOfARun(String runner, Told told)
      throws Exception {
    tell(told);
    environment.put("RESTART_MONKEY_ANSIBLE_RUNNER", runner);
    environment.put("ANSIBLE_VERBOSITY", "4");
    try (JarProcess jar = start("-v", "restart", "-e", "hold=true")) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> workspace.trace().contains("start db1"));
      assertNoProcessHasIt(jar);
      workspace.write("leave", "");

      assertThat(jar.exitCode()).as(jar.err()).isZero();
      assertThat(jar.out() + jar.err()).doesNotContain(CANARY);
    }
    assertThat(files(workspace.folder().resolve("runs")))
        .anyMatch(file -> file.endsWith("events.jsonl"))
        .noneMatch(file -> text(file).contains(CANARY));
  }

  @Test
  void shouldKeepTheUrlForAlertsFromEveryProcessFileAndLineOfTheMonitor() throws Exception {
    Path hook = workspace.write("hook", "#!/bin/sh\nenv >told\ncat >>told\nexec sleep 3000\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    environment.put("RESTART_MONKEY_ALERTS_EXEC", hook.toString());
    environment.put(
        "RESTART_MONKEY_ALERTS_WEBHOOK_FILE",
        workspace.write("webhook", "http://127.0.0.1:1/" + CANARY).toString());
    redis.register("x[1:3]", "127.0.0.14", "web"); // An alert tells of it.
    Path told = workspace.folder().resolve("told");
    try (JarProcess jar = start("-v", "monitor")) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> Files.exists(told) && text(told).contains("x[1:3]"));
      assertNoProcessHasIt(jar);
      jar.signal("TERM");

      assertThat(jar.exitCode()).as(jar.err()).isZero();
      assertThat(jar.out() + jar.err())
          .contains("an alert was not delivered to the webhook")
          .doesNotContain(CANARY);
    }
    assertThat(text(told)).contains("RESTART_MONKEY_ALERTS_EXEC=").doesNotContain(CANARY);
    assertThat(files(workspace.folder().resolve("runs")))
        .isNotEmpty()
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
  @CsvSource({
    "config show, ENVIRONMENT",
    "config show --output json, ENVIRONMENT",
    "doctor, ENVIRONMENT",
    "snapshot, ENVIRONMENT",
    "plan, ENVIRONMENT",
    "config show, FILE",
    "doctor, FILE",
    "doctor, SENTINEL"
  })
  void shouldNeverShowASecret(String command, Told told) throws Exception {
    tell(told);
    Path url = workspace.write("webhook", "https://localhost/" + CANARY);
    environment.put("RESTART_MONKEY_ALERTS_WEBHOOK_FILE", url.toString());
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

  @ParameterizedTest
  @EnumSource
  void shouldNotRepeatAPasswordThatIsWrong(Told told) throws Exception {
    tell(told, "wrong-" + CANARY);
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

  /** Where the launcher is told a password. */
  private enum Told {
    /** That of Redis, in the environment. */
    ENVIRONMENT,
    /** That of Redis, in a file. */
    FILE,
    /** That of a Sentinel, in a file; that of Redis in the environment. */
    SENTINEL
  }

  private void tell(Told told) throws IOException {
    tell(told, CANARY);
  }

  private void tell(Told told, String password) throws IOException {
    switch (told) {
      case ENVIRONMENT -> environment.put(RedisKeys.PASSWORD_VARIABLE, password);
      case FILE -> {
        environment.remove(RedisKeys.PASSWORD_VARIABLE);
        environment.put("RESTART_MONKEY_REDIS_PASSWORD_FILE", file(password));
      }
      case SENTINEL -> {
        environment.put("RESTART_MONKEY_REDIS_URI", sentinel());
        environment.put("RESTART_MONKEY_REDIS_SENTINEL_PASSWORD_FILE", file(password));
      }
    }
  }

  private String file(String password) throws IOException {
    return workspace.write("password", password + "\n").toString();
  }

  /** A Sentinel that knows the Redis, and wants the canary as its password. */
  private String sentinel() throws IOException {
    sentinel =
        io.restartmonkey.redis.RedisServer.sentinel(
            workspace.folder(),
            List.of(
                "requirepass " + CANARY,
                "sentinel monitor main 127.0.0.1 %s 1"
                    .formatted(redis.uri().replaceAll(".*:", ""))));
    try (RedisClient client = sentinel.client("default", CANARY)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(JedisException.class)
          .until(() -> client.ping().equals("PONG"));
    }
    return "redis-sentinel://127.0.0.1:%d#main".formatted(sentinel.port());
  }

  private static void assertNoProcessHasIt(JarProcess jar) {
    List<ProcessHandle> children = jar.descendants();
    assertThat(children).isNotEmpty();
    assertThat(children).noneMatch(child -> proc(child, "environ").contains(CANARY));
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> proc(process, "cmdline").contains(CANARY));
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
