package io.restartmonkey.run;

import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of one step.
 *
 * @param step the step
 * @param status the result
 * @param startedAt when it began, if it was begun in this process
 * @param elapsed how long it took; zero if it was not begun in this process
 * @param outcome what the playbook's run said, if it was begun
 */
public record StepReport(
    Step step,
    Status status,
    Optional<Instant> startedAt,
    Duration elapsed,
    Optional<PlaybookOutcome> outcome) {

  /** The result of a step. */
  public enum Status {
    /** It succeeded. */
    DONE,
    /** It had succeeded before this run was resumed. */
    DONE_BEFORE,
    /** It did not succeed. */
    FAILED,
    /** It was not begun. */
    NOT_BEGUN
  }

  public static StepReport doneBefore(Step step) {
    return new StepReport(
        step, Status.DONE_BEFORE, Optional.empty(), Duration.ZERO, Optional.empty());
  }

  public static StepReport notBegun(Step step) {
    return new StepReport(
        step, Status.NOT_BEGUN, Optional.empty(), Duration.ZERO, Optional.empty());
  }
}
