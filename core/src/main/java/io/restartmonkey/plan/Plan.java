package io.restartmonkey.plan;

import io.restartmonkey.cluster.Server;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Steps in an order in which they may run; independent ones may run side by side.
 *
 * @param steps never empty; each comes after all that it waits for
 * @param notes what an operator should know before running it, for example servers left out
 */
public record Plan(List<Step> steps, List<String> notes) {

  /**
   * @throws IllegalArgumentException if it is empty, two steps share an id, or a step waits for one
   *     that does not come before it
   */
  public Plan {
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a plan has at least one step");
    }
    Set<String> before = new HashSet<>();
    for (Step step : steps) {
      if (!before.containsAll(step.after())) {
        throw new IllegalArgumentException(step.id() + " waits for a step that is not before it");
      }
      if (!before.add(step.id())) {
        throw new IllegalArgumentException("two steps are called " + step.id());
      }
    }
  }

  /** All servers that any step acts on. */
  public Set<Server> targets() {
    Set<Server> targets = new HashSet<>();
    steps.forEach(step -> targets.addAll(step.targets()));
    return targets;
  }
}
