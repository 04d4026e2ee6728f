package io.restartmonkey.run;

import io.restartmonkey.plan.Refusal;
import java.util.List;

/**
 * What became of a request.
 *
 * @param runId the run; empty text if nothing was begun
 * @param status the result
 * @param steps every step of the plan, in its order
 * @param refusals why nothing was begun, if so
 * @param message one line: what happened, and what to do next
 */
public record RestartReport(
    String runId, Status status, List<StepReport> steps, List<Refusal> refusals, String message) {

  /** The result of a run. */
  public enum Status {
    /** Every step succeeded. */
    DONE,
    /** A step failed; what depends on it was not begun. Resumable. */
    FAILED,
    /** Somebody asked to stop, or the lease went to another run. Resumable. */
    STOPPED,
    /** Nothing was touched. */
    REFUSED
  }

  public RestartReport {
    steps = List.copyOf(steps);
    refusals = List.copyOf(refusals);
  }

  /** Whether every step succeeded. */
  public boolean isDone() {
    return status == Status.DONE;
  }

  public static RestartReport refused(List<Refusal> refusals) {
    return new RestartReport(
        "", Status.REFUSED, List.of(), refusals, "refused, nothing was touched");
  }
}
