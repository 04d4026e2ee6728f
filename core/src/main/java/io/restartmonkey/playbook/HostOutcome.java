package io.restartmonkey.playbook;

/**
 * How a run ended for one of its targets.
 *
 * @param state the verdict
 * @param task the task that decided it; empty text where there was none
 * @param message why; where all was well, what was not tried there, or empty text
 */
public record HostOutcome(State state, String task, String message) {

  /** The verdict on one target. */
  public enum State {
    /** Every task ended well. */
    OK,
    /** A task failed. */
    FAILED,
    /** The server could not be reached, whether or not the playbook ignores that. */
    UNREACHABLE,
    /** The run ended without a task that ran there, or was skipped by its own condition. */
    NOT_ATTEMPTED
  }

  /** Whether all was well. */
  public boolean isOk() {
    return state == State.OK;
  }
}
