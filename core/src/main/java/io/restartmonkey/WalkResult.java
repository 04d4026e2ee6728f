package io.restartmonkey;

import io.restartmonkey.cluster.Counted;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.StepReport;
import io.restartmonkey.term.Command;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a walk ended.
 *
 * @param steps all steps of the plan
 * @param isComplete whether all of them have succeeded
 * @param wasForced whether running steps were ended
 * @param halt why it begins nothing more
 * @param problem what broke on this side of Ansible
 */
record WalkResult(
    List<StepReport> steps,
    boolean isComplete,
    boolean wasForced,
    String halt,
    Optional<RuntimeException> problem) {

  RestartReport report(String runId) {
    return new RestartReport(runId, status(), steps, List.of(), message(runId));
  }

  private RestartReport.Status status() {
    if (isComplete) {
      return RestartReport.Status.DONE;
    }
    boolean failed =
        problem.isEmpty()
            && steps.stream().anyMatch(step -> step.status() == StepReport.Status.FAILED);
    return failed && !wasForced ? RestartReport.Status.FAILED : RestartReport.Status.STOPPED;
  }

  private String message(String runId) {
    if (isComplete) {
      String all = (steps.size() == 1 ? "" : "all ") + Counted.of(steps.size(), "step") + " done";
      return problem
          .map(
              unkept ->
                  "%s, but its journal does not say so: %s. Mend that, then: %s"
                      .formatted(all, unkept.getMessage(), Command.RESUME.with(runId)))
          .orElse(all);
    }
    String reasons = problem.map(Throwable::getMessage).orElseGet(this::failures);
    return "stopped, as %s%s. Continue with: %s"
        .formatted(halt, reasons.isEmpty() ? "" : ": " + reasons, Command.RESUME.with(runId));
  }

  private String failures() {
    return steps.stream()
        .filter(step -> step.status() == StepReport.Status.FAILED)
        .map(step -> step.outcome().map(PlaybookOutcome::summary).orElse(""))
        .collect(Collectors.joining("; "));
  }
}
