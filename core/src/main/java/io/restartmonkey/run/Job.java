package io.restartmonkey.run;

import io.restartmonkey.plan.Action;
import java.util.List;

/** What a run is asked to do. */
public sealed interface Job {

  /** Whether it is about one server, not about the whole cluster. */
  boolean isTreatment();

  /** Whether it only looks at services, and neither stops nor starts any. */
  boolean onlyTests();

  /** Whether nothing of the cluster is meant to run after it. */
  boolean endsStopped();

  /**
   * Goes through stages of the whole cluster.
   *
   * @param stages in this order, never empty
   */
  record Stages(List<Stage> stages) implements Job {
    /**
     * @throws IllegalArgumentException if there is no stage
     */
    public Stages {
      if (stages.isEmpty()) {
        throw new IllegalArgumentException("a request has at least one stage");
      }
      stages = List.copyOf(stages);
    }

    @Override
    public boolean isTreatment() {
      return false;
    }

    @Override
    public boolean onlyTests() {
      return stages.equals(List.of(Stage.SMOKE_TEST));
    }

    @Override
    public boolean endsStopped() {
      return stages.get(stages.size() - 1) == Stage.STOP;
    }
  }

  /**
   * Does something about one server.
   *
   * @param action what, to which one, and why
   */
  record Treatment(Action action) implements Job {
    @Override
    public boolean isTreatment() {
      return true;
    }

    @Override
    public boolean onlyTests() {
      return false;
    }

    @Override
    public boolean endsStopped() {
      return false;
    }
  }
}
