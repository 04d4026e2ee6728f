package io.restartmonkey.launcher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder with content for servers that are this machine under several addresses: a database and
 * two web servers. Each play writes down that it was there.
 */
final class Workspace {
  private static final String TEMPLATE =
      """
      all:
        vars:
          ansible_connection: local
          ansible_become: false
          ansible_python_interpreter: /usr/bin/python3
        children:
          db: {hosts: {}}
          web: {hosts: {}}
      """;

  private static final String PLAY =
      """
      - name: %1$s %2$s
        hosts: %2$s
        gather_facts: false
        vars:
          run_after: [%3$s]
        tags: [%2$s]
        tasks:
          - name: Write it down
            ansible.builtin.shell: echo %1$s {{ inventory_hostname }} >> %4$s/trace
            changed_when: true
          - name: Wait for leave
            ansible.builtin.wait_for:
              path: %4$s/leave
              timeout: 120
            when: hold | default(false)
          - name: Check that nothing is broken
            ansible.builtin.command: test ! -e %4$s/broken-%2$s
            changed_when: false
      """;

  private final Path folder;

  Workspace(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    Files.createDirectories(this.folder.resolve("playbooks"));
    Files.createDirectories(this.folder.resolve("inventory-templates"));
    write("inventory-templates/cluster.yaml", TEMPLATE);
    write("playbooks/stopservices.yaml", play("stop", "web", "") + play("stop", "db", "web"));
    write("playbooks/restartservices.yaml", play("start", "db", "") + play("start", "web", "db"));
    write("playbooks/smoketest.yaml", play("smoke", "db", "") + play("smoke", "web", ""));
    write("state.json", state("db1 db", "web1 web", "web2 web"));
  }

  Path folder() {
    return folder;
  }

  String play(String stage, String group, String after) {
    return PLAY.formatted(stage, group, after, folder);
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** What the plays wrote down, in order. */
  List<String> trace() throws IOException {
    Path trace = folder.resolve("trace");
    return Files.exists(trace) ? Files.readAllLines(trace) : List.of();
  }

  /** The environment that points at this folder, for a program that runs elsewhere. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("RESTART_MONKEY_CONTENT_PLAYBOOKS", folder + "/playbooks");
    environment.put(
        "RESTART_MONKEY_CONTENT_TEMPLATE", folder + "/inventory-templates/cluster.yaml");
    environment.put("RESTART_MONKEY_RUNS_FOLDER", folder + "/runs");
    environment.put("RESTART_MONKEY_REDIS_URI", "redis://127.0.0.1:1");
    environment.put("RESTART_MONKEY_ALLOW_LOCAL", "true");
    return environment;
  }

  /** A state of running servers, each given as name and group. */
  static String state(String... servers) {
    List<String> entries = new ArrayList<>();
    for (String server : servers) {
      String name = server.substring(0, server.lastIndexOf(' '));
      entries.add(
          """
          {"name": "%s", "address": "127.0.0.%d", "groups": ["%s"], "provider": "lab",
           "registered": "2026-11-22T21:00:00Z",
           "heartbeat": {"id": "%d-0", "cpu": 1.5, "boot": "%s", "app": "-"}}
          """
              .formatted(
                  name,
                  entries.size() + 11,
                  server.substring(server.lastIndexOf(' ') + 1),
                  Instant.parse("2026-11-22T22:00:00Z").toEpochMilli(),
                  "11111111-1111-1111-1111-111111111111"));
    }
    return """
           {"version": 1, "cluster": "demo", "observed_at": "2026-11-22T22:00:01Z",
            "servers": [%s], "refused": []}
           """
        .formatted(String.join(",", entries));
  }
}
