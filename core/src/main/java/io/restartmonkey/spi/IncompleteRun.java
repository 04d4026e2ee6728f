package io.restartmonkey.spi;

import io.restartmonkey.health.Condition;
import io.restartmonkey.term.Command;

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
            "run %s of the whole cluster stopped half-way, so nothing is restarted; continue with: %s; or say that all is well by now: %s"
                .formatted(runId, Command.RESUME.with(runId), Command.SMOKE_TEST.with()));
  }

  /** What an operator must know of one of another machine. */
  public Condition there() {
    return isStop
        ? stopped(" from " + machine)
        : new Condition(
            "half-way " + runId,
            "run %s of the whole cluster stopped half-way on %s, so nothing is restarted; resume it there, or say that all is well by now: %s"
                .formatted(runId, machine, Command.SMOKE_TEST.with()));
  }

  private Condition stopped(String from) {
    return new Condition(
        "stopped " + runId,
        "run %s has stopped the services%s, as it was to, so nothing is restarted; start them: %s; or say that all is well by now: %s"
            .formatted(runId, from, Command.RESTART.with(), Command.SMOKE_TEST.with()));
  }
}
