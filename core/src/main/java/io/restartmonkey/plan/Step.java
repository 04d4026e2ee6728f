package io.restartmonkey.plan;

import io.restartmonkey.cluster.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One play on explicit servers: what one Ansible run does.
 *
 * @param id unique in its plan, sorts in the plan's order, fit for a folder's name
 * @param playbook the playbook to run
 * @param play the play's name
 * @param hosts the play's host pattern, for a message
 * @param targets the servers, never empty
 * @param tag the tag that selects this play alone in its playbook, if it has one
 * @param after the ids of the steps that must have succeeded before
 */
public record Step(
    String id,
    Path playbook,
    String play,
    String hosts,
    List<Server> targets,
    Optional<String> tag,
    Set<String> after) {

  /**
   * @throws IllegalArgumentException if there is no target: Ansible would take all hosts
   */
  public Step {
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("step " + id + " has no target");
    }
    targets = List.copyOf(targets);
    after = Set.copyOf(after);
  }

  /** The names of the targets, in the order in which Ansible shall take them. */
  public List<String> targetNames() {
    return targets.stream().map(Server::name).toList();
  }
}
