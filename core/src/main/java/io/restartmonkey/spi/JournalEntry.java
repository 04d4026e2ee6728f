package io.restartmonkey.spi;

import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.run.RestartReport;
import java.time.Instant;
import java.util.List;

/** One line of a run's journal. */
public sealed interface JournalEntry {

  /** Whether a step was begun: until then a run has only asked. */
  static boolean anyBegun(List<JournalEntry> entries) {
    return entries.stream().anyMatch(Intended.class::isInstance);
  }

  /** When it was written. */
  Instant at();

  /**
   * Written before a step begins.
   *
   * @param step the step's id
   */
  record Intended(Instant at, String step) implements JournalEntry {}

  /**
   * Written after a step has succeeded. Such a step is never repeated.
   *
   * @param step the step's id
   */
  record Done(Instant at, String step) implements JournalEntry {}

  /**
   * Written after a step has not succeeded.
   *
   * @param step the step's id
   * @param blame where the cause lies
   * @param reason in one line
   */
  record Failed(Instant at, String step, FailureCause blame, String reason)
      implements JournalEntry {}

  /**
   * Written when the run ends in good order, whatever its result.
   *
   * @param status the result
   */
  record Ended(Instant at, RestartReport.Status status) implements JournalEntry {}
}
