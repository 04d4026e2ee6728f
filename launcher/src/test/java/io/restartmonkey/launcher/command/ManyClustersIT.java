package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restartmonkey.launcher.exit.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that watch three clusters each, in one real Redis. */
class ManyClustersIT {
  private static final List<String> CLUSTERS = List.of("red", "green", "blue");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Workspace workspace;
  private RedisServer redis;

  @BeforeEach
  void prepare() throws IOException {
    workspace = new Workspace(folder);
    redis = new RedisServer(workspace.folder());
  }

  @AfterEach
  void end() {
    redis.close();
  }

  @Test
  void shouldShareTheClusters() throws Exception {
    try (JarProcess first = monitor("one", "--lead-at-most", "2")) {
      await(() -> count(first, "leads") == 2 && count(first, "nobody leads") == 1);
      assertThat(first.out() + first.err()).contains("as many clusters as it may");

      try (JarProcess second = monitor("two")) {
        await(() -> count(second, "leads") == 1 && count(second, "stands by") == 2);
        await(() -> count(first, "stands by") == 1);

        first.signal("TERM");

        assertThat(first.exitCode()).isZero();
        await(() -> count(second, "leads") == 3);
        second.signal("TERM");
        assertThat(second.exitCode()).isZero();
      }
    }
  }

  @Test
  void shouldTellOfAClusterThatCannotBeWatchedAndTryAgain() throws Exception {
    Path told = folder.resolve("told");
    Path hook =
        workspace.write("hook", "#!/bin/sh\ncat >> '%s'\necho >> '%s'\n".formatted(told, told));
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    workspace.write("one-red.yaml", "cluster: [");
    Path lost = folder.resolve("lost-webhook");
    try (JarProcess monitor =
        monitorOf(
            "one-red.yaml",
            settings("one", "green", "alerts: {exec: '%s'}".formatted(hook)),
            settings("one", "blue", "alerts: {webhook_file: '%s'}".formatted(lost)))) {
      await(
          () ->
              Files.exists(told)
                  && Files.readString(told).contains("unwatched one-red.yaml")
                  && Files.readString(told).contains("unwatched one-blue.yaml"));
      await(() -> count(monitor, "leads") == 1);

      settings("one", "red", "");
      Files.writeString(lost, "http://127.0.0.1:1/");

      await(() -> count(monitor, "leads") == 3);
      await(() -> Files.readString(told).lines().filter(l -> l.contains("resolved")).count() >= 2);
      monitor.signal("TERM");
      assertThat(monitor.exitCode()).isZero();
    }
  }

  @Test
  void shouldNotBeginWhereNoClusterCanBeWatched() throws Exception {
    try (JarProcess first = monitor("one")) {
      await(() -> count(first, "leads") == 3);

      try (JarProcess again = monitor("one")) { // Its folders are taken.
        assertThat(again.exitCode()).isEqualTo(Exit.REFUSED);
        assertThat(again.out() + again.err()).contains("a monitor already runs in ");
      }
    }
  }

  private JarProcess monitor(String name, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("monitor"));
    arguments.addAll(List.of(options));
    for (String cluster : CLUSTERS) {
      arguments.add(settings(name, cluster, ""));
    }
    return start(arguments);
  }

  private JarProcess monitorOf(String... files) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("monitor"));
    arguments.addAll(List.of(files));
    return start(arguments);
  }

  /** Writes a file of settings. */
  private String settings(String name, String cluster, String more) throws IOException {
    String file = name + "-" + cluster + ".yaml";
    workspace.write(
        file,
        "cluster: %s\nredis: {uri: '%s'}\nruns: {folder: runs-%s-%s}\nmonitor: {interval: 200ms}\n%s\n"
            .formatted(cluster, redis.uri(), name, cluster, more));
    return file;
  }

  private JarProcess start(List<String> arguments) throws IOException {
    return JarProcess.start(
        workspace.folder(),
        Map.of("RESTART_MONKEY_REDIS_PASSWORD", RedisServer.PASSWORD),
        arguments.toArray(String[]::new));
  }

  /** Of how many clusters a monitor said last that it has this standing. */
  private static long count(JarProcess monitor, String standing) throws IOException {
    Map<String, String> last = new TreeMap<>();
    for (String line : monitor.out().lines().filter(text -> text.startsWith("{")).toList()) {
      JsonNode tick = read(line);
      last.put(tick.path("cluster").asText(), standing(tick));
    }
    return last.values().stream().filter(standing::equals).count();
  }

  private static String standing(JsonNode tick) {
    String holds = tick.path("holds").toString();
    return holds.contains("stands by")
        ? "stands by"
        : holds.contains("nobody leads") ? "nobody leads" : "leads";
  }

  /** The last line may be half written. */
  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(condition);
  }
}
