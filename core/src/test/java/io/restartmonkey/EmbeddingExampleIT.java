package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.Servers;
import io.restartmonkey.redis.RedisRegistry;
import io.restartmonkey.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;

/** The program of the docs with the jar of core: no message names what only the launcher has. */
class EmbeddingExampleIT {
  private static final Pattern OF_THE_LAUNCHER =
      Pattern.compile(
          "restart-monkey|RESTART_MONKEY_|java -jar|(?<![\\w-])--?[a-z]|doctor|launcher"
              + "|\\bruns (list|show)\\b|redis\\.uri|allow_local");

  @TempDir Path folder;
  private RedisServer redis;
  private EmbeddersProgram program;

  @BeforeEach
  void prepare() throws IOException {
    redis = new RedisServer(folder);
    redis.awaitUp();
    program = new EmbeddersProgram(folder, jar());
    program.compile(redis.port());
  }

  @AfterEach
  void end() {
    redis.close();
  }

  @Test
  void shouldSayThatRedisIsAway() throws Exception {
    writeTemplate();
    redis.close();

    assertThat(said()).contains("the address of the Redis client");
  }

  @Test
  void shouldSayThatThereIsNoTemplate() throws Exception {
    assertThat(said()).contains("template.yaml");
  }

  @Test
  void shouldSayThatNoServerIsRegistered() throws Exception {
    writeTemplate();
    writePlaybooks("- {hosts: web, gather_facts: false, tasks: [{ansible.builtin.ping: }]}\n");

    assertThat(said()).contains("REFUSED", "no server of cluster shop is registered");
  }

  @Test
  void shouldSayThatThereIsNoPlaybook() throws Exception {
    writeTemplate();
    register();

    assertThat(said()).contains("web1", "stopservices.yaml");
  }

  @Test
  void shouldSayThatAPlaybookIsWrong() throws Exception {
    writeTemplate();
    register();
    writePlaybooks("- hosts: weeb\n  roles: [x]\n");

    assertThat(said()).contains("REFUSED", "restartservices.yaml:1", "did you mean 'web'?");
  }

  @Test
  void shouldSayHowAFailedRunIsResumedAndThatNobodyKnowsARun() throws Exception {
    writeTemplate();
    register();
    writePlaybooks("- {hosts: web, gather_facts: false, tasks: [{ansible.builtin.fail: }]}\n");

    assertThat(said()).contains("FAILED", "RestartMonkey.resume(");
    assertThat(said("20260101-000000-abcd")).contains("20260101-000000-abcd");
  }

  /** All that it says, which is nothing of the launcher. */
  private String said(String... arguments) throws IOException, InterruptedException {
    String said = program.run(arguments);
    assertThat(said).doesNotContainPattern(OF_THE_LAUNCHER).doesNotContain("\tat ");
    return said;
  }

  private void writeTemplate() throws IOException {
    Files.writeString(
        folder.resolve("template.yaml"),
        "all: {vars: {ansible_connection: local}, children: {db: {}, web: {}}}\n");
  }

  private void writePlaybooks(String restart) throws IOException {
    Path playbooks = Files.createDirectories(folder.resolve("playbooks"));
    Files.writeString(
        playbooks.resolve("stopservices.yaml"),
        "- {hosts: web, gather_facts: false, tasks: [{ansible.builtin.ping: }]}\n");
    Files.writeString(playbooks.resolve("restartservices.yaml"), restart);
  }

  private void register() throws IOException {
    try (RedisClient client = redis.client()) {
      new RedisRegistry(client, "shop").restore(List.of(Servers.server("web1", "web")));
      client.xadd(
          "rm:{shop}:heartbeat:web1",
          StreamEntryID.NEW_ENTRY,
          Map.of("cpu", "1.5", "boot", "0b1c2d3e-0000-4000-8000-000000000001", "app", "-"));
    }
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(
              file ->
                  file.getFileName()
                      .toString()
                      .matches("restart-monkey-core-[0-9.]+(-SNAPSHOT)?[.]jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}
