package io.restartmonkey;

import io.restartmonkey.monitor.Condition;

/**
 * A run that has touched the whole cluster and not come to a good end, as far as is known.
 *
 * @param runId the run
 * @param machine where it can be gone on with
 * @param isOver whether the cluster has come to be whole again since, by whichever run
 */
public record HalfWay(String runId, String machine, boolean isOver) {

  /** One that is not over. */
  public HalfWay(String runId, String machine) {
    this(runId, machine, false);
  }

  /** The same when the cluster is whole again. */
  public HalfWay over() {
    return new HalfWay(runId, machine, true);
  }

  /** What an operator must know of one of this machine. */
  static Condition here(String runId) {
    return new Condition(
        "half-way " + runId,
        "run %s of the whole cluster stopped half-way, so nothing is restarted; go on with: restart-monkey resume %s; or say that all is well by now: restart-monkey smoke-test"
            .formatted(runId, runId));
  }

  /** What an operator must know of one of another machine. */
  Condition there() {
    return new Condition(
        "half-way " + runId,
        "run %s of the whole cluster stopped half-way on %s, so nothing is restarted; go on with it there: restart-monkey resume %s; or say that all is well by now: restart-monkey smoke-test"
            .formatted(runId, machine, runId));
  }
}
