package io.restartmonkey.simulation;

import static java.util.Comparator.comparing;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/** I2: no run changes a server or a proxy that a run which began later has changed. */
final class RunOrder {
  /**
   * Who changes something.
   *
   * @param run the run
   * @param launcher the process that goes on with it: whoever resumes it knows that others came
   */
  private record Actor(String run, MachineProcess launcher) {
    static Actor of(PlaybookProcess process) {
      return new Actor(process.runId(), process.launcher());
    }

    @Override
    public String toString() {
      return run;
    }
  }

  private final Violations violations;
  private final Map<Actor, Integer> order = new HashMap<>();
  private final Map<String, Actor> newest = new HashMap<>();

  RunOrder(Violations violations) {
    this.violations = violations;
  }

  /** A run is about to begin. */
  void begins(PlaybookProcess process) {
    order.putIfAbsent(Actor.of(process), order.size());
  }

  /** A run is about to change something. */
  void changes(PlaybookProcess process, String what) {
    Actor run = Actor.of(process);
    Actor last =
        newest.merge(
            what, run, BinaryOperator.maxBy(comparing(actor -> order.getOrDefault(actor, 0))));
    if (!last.equals(run)) {
      violations.report(
          "I2", "%s changes %s, as %s has, which began later".formatted(run, what, last));
    }
  }
}
