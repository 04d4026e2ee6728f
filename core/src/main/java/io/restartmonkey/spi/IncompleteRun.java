package io.restartmonkey.spi;

import io.restartmonkey.health.Condition;

/**
 * A run that has touched the whole cluster and not come to a good end, as far as is known; or one
 * that has stopped its services, as it was to.
 *
 * @param runId the run
 * @param machine where it can be gone on with
 * @param isOver whether the cluster has come to be whole again since, by whichever run
 * @param isStop whether it has come to its end, and that is that nothing runs
 */
public record IncompleteRun(String runId, String machine, boolean isOver, boolean isStop) {

  /** One that is not over, and has not come to its end. */
  public IncompleteRun(String runId, String machine) {
    this(runId, machine, false);
  }

  /** One that has not come to its end. */
  public IncompleteRun(String runId, String machine, boolean isOver) {
    this(runId, machine, isOver, false);
  }

  /** The same when the cluster is whole again. */
  public IncompleteRun over() {
    return new IncompleteRun(runId, machine, true, isStop);
  }

  /** The same when it has stopped what it was to stop. */
  public IncompleteRun stopped() {
    return new IncompleteRun(runId, machine, false, true);
  }

  /** What an operator must know of one of this machine. */
  public Condition here() {
    return isStop
        ? stopped("")
        : new Condition(
            "half-way " + runId,
            "run %s of the whole cluster stopped half-way, so nothing is restarted; go on with: restart-monkey resume %s; or say that all is well by now: restart-monkey smoke-test"
                .formatted(runId, runId));
  }

  /** What an operator must know of one of another machine. */
  public Condition there() {
    return isStop
        ? stopped(" from " + machine)
        : new Condition(
            "half-way " + runId,
            "run %s of the whole cluster stopped half-way on %s, so nothing is restarted; go on with it there: restart-monkey resume %s; or say that all is well by now: restart-monkey smoke-test"
                .formatted(runId, machine, runId));
  }

  private Condition stopped(String from) {
    return new Condition(
        "stopped " + runId,
        "run %s has stopped the services%s, as it was to, so nothing is restarted; start them: restart-monkey restart; or say that all is well by now: restart-monkey smoke-test"
            .formatted(runId, from));
  }
}
