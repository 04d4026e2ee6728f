package io.restartmonkey.run;

import io.restartmonkey.plan.ContentContract;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The playbooks and the inventory template of a cluster.
 *
 * @param playbooks the playbook of each stage
 * @param template the inventory template
 * @param treatments the folder of the playbooks that act on single servers
 * @param delegates groups whose servers are in every inventory, because plays delegate to them
 */
public record Content(
    Map<Stage, Path> playbooks, Path template, Path treatments, List<String> delegates) {
  public Content {
    playbooks = Map.copyOf(playbooks);
    treatments = treatments.toAbsolutePath().normalize();
    delegates = List.copyOf(delegates);
  }

  /**
   * The customary layout: a folder with {@code stopservices.yaml}, {@code restartservices.yaml} and
   * {@code smoketest.yaml}; plays may delegate to the groups {@code proxy} and {@code redis}.
   *
   * @param playbooks the folder
   * @param template the inventory template
   */
  public static Content in(Path playbooks, Path template) {
    Map<Stage, Path> customary = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      customary.put(stage, playbooks.resolve(stage.playbook()));
    }
    return new Content(
        customary,
        template,
        playbooks,
        List.of(ContentContract.PROXY_GROUP, ContentContract.REDIS_GROUP));
  }

  /**
   * The playbook of a stage, as an absolute path.
   *
   * @throws IllegalArgumentException if the stage has none
   */
  public Path playbook(Stage stage) {
    return Optional.ofNullable(playbooks.get(stage))
        .map(playbook -> playbook.toAbsolutePath().normalize())
        .orElseThrow(() -> new IllegalArgumentException("there is no playbook for " + stage));
  }
}
