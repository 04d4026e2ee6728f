package io.restartmonkey.spi;

import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.health.Treatment;

/**
 * A treatment as the monitors of other machines must know it.
 *
 * @param runId its run
 * @param machine where it runs, or ran
 * @param isOpen whether it has no end yet
 * @param treatment what was done; of an open one, as if it were cut off now
 */
public record Intent(String runId, String machine, boolean isOpen, Treatment treatment) {
  private static final int MAX_PROBLEM_LENGTH = 500;

  /** The problem is cut to 500 characters, none of them a control character. */
  public Intent {
    treatment = treatment.withProblem(safe(treatment.problem()));
  }

  private static String safe(String problem) {
    return ForeignText.oneLine(
        problem.substring(0, Math.min(problem.length(), MAX_PROBLEM_LENGTH)));
  }

  /** The same, after its machine was not heard of any more. */
  public Intent cutOff() {
    return new Intent(runId, machine, false, treatment);
  }
}
