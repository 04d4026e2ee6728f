package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.plan.Play;
import io.restartmonkey.plan.PlaybookReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of plays that are tagged never, those are ordered of which the Ansible here runs something. */
class NeverPlayIT {
  /** Each is one play. */
  private static final List<String> PLAYS =
      List.of(
          "tasks: [*note]",
          "tasks: [*note, {<<: *note, tags: always}]",
          "post_tasks: [{<<: *note, tags: [x, always]}]",
          "pre_tasks: [{<<: *note, tags: 'x, always'}]",
          "tasks: [{<<: *note, tags: never}]",
          "tasks: [{tags: always, block: [*note]}]",
          "tasks: [{block: [{block: [{<<: *note, tags: always}]}]}]",
          "tasks: [{block: [fail: ], rescue: [{<<: *note, tags: always}]}]",
          "tasks: [{block: [*note], always: [*note]}]",
          "tasks: [{block: [*note], always: [{<<: *note, tags: always}]}]",
          "tasks: [{import_tasks: plain.yaml}]",
          "tasks: [{import_tasks: plain.yaml, tags: always}]",
          "tasks: [{ansible.builtin.import_tasks: {file: always.yaml}}]",
          "tasks: [{import_tasks: tasks/nested.yaml}]",
          "tasks: [{include_tasks: always.yaml}]",
          "tasks: [{include_tasks: always.yaml, tags: always}]",
          "roles: [plain]",
          "roles: [{role: plain, tags: [always]}]",
          "tasks: [{import_role: {name: plain}, tags: always}]",
          "tasks: [{import_role: {name: plain}}]",
          "handlers: [{<<: *note, tags: always}]");

  @TempDir Path folder;

  @Test
  void shouldOrderThoseOfWhichSomethingRuns() throws Exception {
    Path log = folder.resolve("log");
    String note = "{shell: 'echo {{ me }} >> %s'}".formatted(log);
    Files.createDirectories(folder.resolve("roles/plain/tasks"));
    Files.createDirectories(folder.resolve("tasks"));
    Files.writeString(folder.resolve("roles/plain/tasks/main.yml"), "- " + note + "\n");
    Files.writeString(folder.resolve("plain.yaml"), "- " + note + "\n");
    Files.writeString(folder.resolve("always.yaml"), "- {<<: %s, tags: always}\n".formatted(note));
    Files.writeString(folder.resolve("tasks/nested.yaml"), "- import_tasks: beside.yaml\n");
    Files.writeString(
        folder.resolve("tasks/beside.yaml"), "- {<<: %s, tags: always}\n".formatted(note));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < PLAYS.size(); i++) {
      text.append(
          "- {name: p%1$d, hosts: localhost, gather_facts: false, tags: never, vars: {me: p%1$d%2$s}, %3$s}\n"
              .formatted(i, i == 0 ? ", at: &note " + note : "", PLAYS.get(i)));
    }
    Path playbook = folder.resolve("playbook.yaml");
    Files.writeString(playbook, text);

    ProcessBuilder bare = new ProcessBuilder("ansible-playbook", "-c", "local", "playbook.yaml");
    bare.directory(folder.toFile()).redirectErrorStream(true);
    Process process = bare.redirectOutput(folder.resolve("out").toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("out"))).isZero();

    assertThat(PlaybookReader.read(playbook).ordered())
        .extracting(Play::name)
        .containsExactlyInAnyOrderElementsOf(new TreeSet<>(Files.readAllLines(log)))
        .hasSizeGreaterThan(PLAYS.size() / 2);
  }
}
