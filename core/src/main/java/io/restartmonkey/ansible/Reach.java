package io.restartmonkey.ansible;

import io.restartmonkey.PlaybookRun;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A run of a tiny playbook that logs in to servers, with the same {@code ansible.cfg} and variables
 * as any other run.
 */
final class Reach {
  private static final String PLAYBOOK = "reach.yaml";
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration MORE_FOR_EACH_SERVER = Duration.ofSeconds(1);

  private Reach() {}

  /**
   * Puts the playbook into a folder where Ansible finds what it finds beside the real ones.
   *
   * @param folder the run's own
   * @param real the folder of the real playbooks
   */
  static PlaybookRun run(
      Path folder, Inventory inventory, Path real, Map<String, Object> variables, boolean asRoot)
      throws IOException {
    for (String name : List.of("group_vars", "host_vars")) {
      Path beside = real.resolve(name);
      if (Files.exists(beside)) {
        Files.createSymbolicLink(folder.resolve(name), beside);
      }
    }
    Path playbook = folder.resolve(PLAYBOOK);
    try (InputStream in = Reach.class.getResourceAsStream(PLAYBOOK)) {
      Files.copy(Objects.requireNonNull(in, PLAYBOOK), playbook);
    }
    List<String> targets = inventory.servers().stream().map(Server::name).toList();
    Map<String, Object> all = new HashMap<>(variables);
    all.put("reach_as_root", asRoot);
    return new PlaybookRun(
        folder,
        playbook,
        inventory,
        targets,
        Optional.empty(),
        all,
        DEADLINE.plus(MORE_FOR_EACH_SERVER.multipliedBy(targets.size())));
  }
}
