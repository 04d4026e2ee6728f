package io.restartmonkey.playbook;

import io.restartmonkey.inventory.Inventory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a playbook, with everything that it depends on.
 *
 * @param folder where the run keeps its files; it exists, and belongs to this run alone
 * @param playbook the playbook
 * @param inventory the targets, and the servers that the playbook delegates to
 * @param targets the names of the servers to act on; never empty, as Ansible would take all
 * @param play the one play to run; empty = all plays that have a target
 * @param variables extra variables; JSON types only; every text is passed as unsafe
 * @param deadline how long it may take
 */
public record PlaybookRun(
    Path folder,
    Path playbook,
    Inventory inventory,
    List<String> targets,
    Optional<OnePlay> play,
    Map<String, Object> variables,
    Duration deadline) {

  /**
   * @throws IllegalArgumentException if there is no target or the deadline is not positive
   */
  public PlaybookRun {
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("a run of " + playbook + " needs at least one target");
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("the deadline must be positive, not " + deadline);
    }
    targets = List.copyOf(targets);
    variables = Map.copyOf(variables);
  }
}
