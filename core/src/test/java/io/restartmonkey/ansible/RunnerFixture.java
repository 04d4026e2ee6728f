package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A runner on the real ansible-playbook with local connections, and playbooks for it. */
abstract class RunnerFixture {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  final AnsiblePlaybookRunner runner = runner(AnsibleSettings.defaults());

  @TempDir Path folder;
  final List<PlaybookEvent> events = new ArrayList<>();

  abstract AnsiblePlaybookRunner runner(AnsibleSettings settings);

  @AfterEach
  void shouldLeaveNoProcess() {
    runner.close();
    assertThat(residents()).isEmpty();
    assertThat(ProcessTree.marked(path -> path.startsWith(folder))).isEmpty();
  }

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(
        folder.resolve("template.yaml"),
        """
        all:
          vars:
            ansible_connection: local
            ansible_python_interpreter: /usr/bin/python3
          children:
            app: {hosts: {}}
            other: {hosts: {}}
        """);
  }

  void nobodyListens() throws IOException {
    Path template = folder.resolve("template.yaml");
    Files.writeString(
        template,
        Files.readString(template)
            .replace("ansible_connection: local", "ansible_connection: ssh\n    ansible_port: 1"));
  }

  /** A program in the place of ssh that only complains. */
  void sshSays(String complaint) throws IOException {
    Path said = Files.writeString(folder.resolve("said"), complaint);
    Path ssh =
        Files.writeString(
            folder.resolve("ssh"), "#!/bin/sh\ncat '%s' >&2\nexit 255\n".formatted(said));
    Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
    Path template = folder.resolve("template.yaml");
    Files.writeString(
        template,
        Files.readString(template)
            .replace(
                "ansible_connection: local",
                "ansible_connection: ssh\n    ansible_ssh_executable: " + ssh));
  }

  final PlaybookOutcome run(String playbook, String... targets) throws IOException {
    return runner.run(
        prepared(playbook, PATIENCE, Map.of(), Optional.empty(), targets), events::add);
  }

  final PlaybookRun prepared(
      String playbook,
      Duration deadline,
      Map<String, Object> variables,
      Optional<OnePlay> play,
      String... targets)
      throws IOException {
    return prepared(folder, playbook, deadline, variables, play, targets);
  }

  static PlaybookRun prepared(
      Path folder,
      String playbook,
      Duration deadline,
      Map<String, Object> variables,
      Optional<OnePlay> play,
      String... targets)
      throws IOException {
    Path file = Files.writeString(folder.resolve("playbook.yaml"), playbook);
    List<Server> servers =
        Arrays.stream(targets)
            .map(
                name ->
                    new Server(
                        name, "127.0.0.1", ImmutableSortedSet.of("app"), "lab", Instant.EPOCH))
            .toList();
    return new PlaybookRun(
        folder.resolve("run"),
        file,
        InventoryTemplate.read(folder.resolve("template.yaml")).fill(servers),
        List.of(targets),
        play,
        variables,
        deadline);
  }

  static String tasks(String action) {
    return """
        - hosts: app
          gather_facts: false
          tasks:
            - name: act
              %s
        """
        .formatted(action);
  }

  PlaybookRun run(String action) throws IOException {
    return prepared(tasks(action), PATIENCE, Map.of(), Optional.empty(), "app1");
  }

  /** A run of another playbook in the same folder. */
  PlaybookRun another(PlaybookRun run, String action) throws IOException {
    Path file = Files.writeString(folder.resolve("another.yaml"), tasks(action));
    Path itsFolder = Files.createDirectory(folder.resolve("another"));
    return new PlaybookRun(
        itsFolder, file, run.inventory(), run.targets(), run.play(), Map.of(), run.deadline());
  }

  void awaitMarked(Predicate<ProcessTree.Marked> test) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ProcessTree.marked(path -> path.startsWith(folder)).stream().anyMatch(test));
  }

  /** Puts a file of these tests into a folder. */
  static void copy(String name, Path folder) throws IOException {
    try (InputStream file = RunnerFixture.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(file, name), folder.resolve(name));
    }
  }

  /** What a playbook left running, and wrote into the file {@code pid}. */
  final ProcessHandle daemon() throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
        .orElseThrow();
  }

  static void end(ProcessHandle process) {
    process.destroyForcibly();
    Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
  }

  static ProcessHandle resident() {
    assertThat(residents()).hasSize(1);
    return Objects.requireNonNull(residents().get(0));
  }

  static List<ProcessHandle> residents() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("warm_ansible.py"))
        .toList();
  }
}
