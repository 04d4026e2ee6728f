package io.restartmonkey.run;

import io.restartmonkey.plan.Remedy;
import java.util.List;

/** What a run is asked to do. */
public sealed interface Job {

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
  }

  /**
   * Does something about one server.
   *
   * @param remedy what
   * @param server the server's name
   * @param reason why, in one line
   */
  record Treatment(Remedy remedy, String server, String reason) implements Job {}
}
