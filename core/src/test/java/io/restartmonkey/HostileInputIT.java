package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.CollectingListener;
import io.restartmonkey.fuzz.Fuzz;
import io.restartmonkey.fuzz.Hostile;
import io.restartmonkey.journal.ReportJson;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.journal.SnapshotJson;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisIntents;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.redis.RedisPauses;
import io.restartmonkey.redis.RedisServer;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;

/**
 * A real run of the real Ansible, with commands wherever somebody else has a hand in: each of them
 * would make a file.
 */
class HostileInputIT {
  private static final String REGISTRATION =
      """
      {"address": "%s", "groups": ["%s"], "provider": "%s", "registered": "%s"}""";
  private static final String TIME = "2026-01-01T00:00:00Z";
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-000000000001";

  /** As a server that was broken into answers: by an argument, as JSON and YAML hold no such. */
  private static final String PLAYBOOK =
      """
      - hosts: app
        gather_facts: false
        tasks:
          - name: Use whatever there is
            ansible.builtin.debug:
              msg: "{{ hostile }} {{ groups }} {{ groups.proxy | map('extract', hostvars, 'ansible_host') | list }}"
          - name: Hear what the server says
            ansible.builtin.command:
              argv: [/bin/sh, -c, "cat said >&2; exit 1"]
              chdir: "{{ inventory_dir }}/../../../.."
      """;

  @TempDir Path folder;
  private Path canary;
  private List<String> commands = List.of();
  private RedisServer server;
  private RedisClient redis;

  @BeforeEach
  void prepare() throws IOException {
    canary = folder.resolve(Hostile.CANARY);
    commands = Hostile.commands(canary.toString());
    server = new RedisServer(folder);
    redis = server.client();
    Files.writeString(
        folder.resolve("template.yaml"),
        """
        all:
          vars: {ansible_connection: local, ansible_python_interpreter: /usr/bin/python3}
          children: {app: {hosts: {}}, proxy: {hosts: {}}}
        """);
    Files.createDirectory(folder.resolve("playbooks"));
    Files.writeString(folder.resolve("playbooks/restart-server.yaml"), PLAYBOOK);
    Files.writeString(
        folder.resolve("said"),
        "\u001b[2J\u009b31m\u202e\u0007\u0000\r" + String.join("\n", commands) + "\n");
  }

  @AfterEach
  void end() {
    redis.close();
    server.close();
  }

  @Test
  void shouldEvaluateNothingAndShowNoControlCharacter() throws IOException {
    register("app1", REGISTRATION.formatted("127.0.0.1", "app", "lab", TIME));
    register("proxy1", REGISTRATION.formatted("127.0.0.2", "proxy", "lab", TIME));
    beat("app1", "1.5", BOOT, "-");
    writeLies();
    CollectingListener listener = new CollectingListener();
    RedisClusterSource source = new RedisClusterSource(redis, "demo");

    RestartReport report;
    try (AnsiblePlaybookRunner runner = AnsiblePlaybookRunner.warm(AnsibleSettings.defaults())) {
      report =
          RestartMonkey.builder()
              .source(source)
              .lease(new RedisLease(redis, "demo"))
              .content(Content.in(folder.resolve("playbooks"), folder.resolve("template.yaml")))
              .runner(runner)
              .journals(new RunFolders(folder.resolve("runs")))
              .listener(listener)
              .isLocal(any -> false)
              .build()
              .run(
                  RestartRequest.of(
                          new Job.Treatment(
                              new Action(Remedy.REBOOT, "app1", String.join(" ", commands))))
                      .withVariables(Map.of("hostile", commands)));
    }

    assertThat(report.message()).contains("Hear what the server says");
    assertThat(canary).doesNotExist();
    assertThat(source.read().registered())
        .extracting(Server::name)
        .contains("proxy1", "beat0")
        .doesNotContain("address0", "group0");
    printable(report.message().lines());
    printable(listener.lines().stream().flatMap(String::lines));
    printable(ReportJson.write(report).lines());
    printable(SnapshotJson.write(source.read()).lines());
    printable(source.read().refused().stream().map(RefusedRecord::toString));
    for (Path file : journaled()) {
      printable(Files.readAllLines(file).stream());
    }
  }

  @Test
  void shouldShowNoneOfThemWithControlCharacters() {
    writeLies();
    List<String> shown =
        Stream.concat(
                new RedisIntents(redis, "demo").read().stream(),
                new RedisPauses(redis, "demo", Clock.systemUTC()).read().stream())
            .map(Object::toString)
            .toList();

    assertThat(shown).isNotEmpty();
    printable(shown.stream());
    assertThat(canary).doesNotExist();
  }

  /** Of proxies, as these are in each inventory. */
  private void writeLies() {
    for (int i = 0; i < commands.size(); i++) {
      String command = commands.get(i).replace("\n", "\\n").replace("\"", "\\\"");
      register(commands.get(i), REGISTRATION.formatted("127.0.0.2", "proxy", "lab", TIME));
      register("address" + i, REGISTRATION.formatted(command, "proxy", "lab", TIME));
      register("group" + i, REGISTRATION.formatted("127.0.0.2", command, "lab", TIME));
      register("provider" + i, REGISTRATION.formatted("127.0.0.2", "proxy", command, TIME));
      register("time" + i, REGISTRATION.formatted("127.0.0.2", "proxy", "lab", command));
      register("beat" + i, REGISTRATION.formatted("127.0.0.2", "proxy", "lab", TIME));
      beat("beat" + i, commands.get(i), BOOT, "-");
      beat("address" + i, "1.5", commands.get(i), commands.get(i));
      redis.hset("rm:{demo}:intents", "run-" + i, intent(command));
      redis.hset("rm:{demo}:intents", commands.get(i), intent(command));
    }
    redis.hset(
        "rm:{demo}:pause",
        Map.of("who", commands.get(0) + "\u001b[2J", "why", commands.get(5) + "\u009b2J\u202e"));
    redis.set("rm:{demo}:fence", commands.get(2));
  }

  private static String intent(String command) {
    return """
        {"machine": "host-1", "open": false, "server": "app1", "remedy": "REBOOT", "started": "%1$s",
         "ended": "%1$s", "result": "SERVER", "problem": "%2$s\\u001b[2J\\u009b\\u202e"}"""
        .formatted(TIME, command);
  }

  private void register(String name, String json) {
    redis.hset("rm:{demo}:servers", name, json);
  }

  private void beat(String name, String cpu, String boot, String app) {
    redis.xadd(
        "rm:{demo}:heartbeat:" + name,
        StreamEntryID.NEW_ENTRY,
        Map.of("cpu", cpu, "boot", boot, "app", app));
  }

  private static void printable(Stream<String> lines) {
    assertThat(lines).allMatch(Fuzz::isPrintable);
  }

  /** What we write of a run; what Ansible itself prints stands in the file stdout beside it. */
  private List<Path> journaled() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
      List<Path> own =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.endsWith("stdout"))
              .filter(file -> !file.toString().contains("events"))
              .toList();
      assertThat(own).extracting(Path::getFileName).contains(Path.of("journal.jsonl"));
      return own;
    }
  }
}
