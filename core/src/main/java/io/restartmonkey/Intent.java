package io.restartmonkey;

import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.monitor.Treatment;

/**
 * A treatment as the monitors of other machines must know it.
 *
 * @param runId its run
 * @param machine where it runs, or ran
 * @param isOpen whether it has no end yet
 * @param treatment what was done; of an open one, as if it were cut off now
 */
public record Intent(String runId, String machine, boolean isOpen, Treatment treatment) {
  private static final int LONGEST_PROBLEM = 500;

  /** The problem is cut to 500 characters, none of them a control character. */
  public Intent {
    treatment = treatment.withProblem(safe(treatment.problem()));
  }

  private static String safe(String problem) {
    return ForeignText.oneLine(problem.substring(0, Math.min(problem.length(), LONGEST_PROBLEM)));
  }

  /** The same, after its machine was not heard of any more. */
  Intent cutOff() {
    return new Intent(runId, machine, false, treatment);
  }
}
