package io.restartmonkey.ansible;

import io.restartmonkey.PlaybookRun;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run of a playbook that was made up to try what plays need, with the same {@code ansible.cfg}
 * and variables as any other run.
 */
final class Reach {
  private static final String PLAYBOOK = "restart-monkey-reach.yaml";
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration MORE_FOR_EACH_SERVER = Duration.ofSeconds(1);

  private Reach() {}

  /**
   * Puts the playbook into a folder where Ansible finds what it finds beside the real ones: it
   * looks there for variables, their files, and plugins.
   *
   * @param folder the run's own
   * @param real the folder of the real playbooks
   * @param text the playbook
   */
  static PlaybookRun run(
      Path folder, Inventory inventory, Path real, Map<String, Object> variables, String text)
      throws IOException {
    Path beside = Files.createDirectory(folder.resolve("beside"));
    try (Stream<Path> entries = Files.list(real)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Files.createSymbolicLink(beside.resolve(entry.getFileName()), entry);
      }
    }
    Path playbook = beside.resolve(PLAYBOOK);
    Files.deleteIfExists(playbook);
    PrivateFile.write(playbook, text);
    List<String> targets = inventory.servers().stream().map(Server::name).toList();
    return new PlaybookRun(
        folder,
        playbook,
        inventory,
        targets,
        Optional.empty(),
        variables,
        DEADLINE.plus(MORE_FOR_EACH_SERVER.multipliedBy(targets.size())));
  }
}
