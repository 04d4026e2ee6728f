package io.restartmonkey;

import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.RunHandle;
import io.restartmonkey.run.StepReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How far a walk has come: which steps run, which have ended, and which have succeeded. */
final class WalkProgress {
  private record Running(RunHandle run, Instant since) {}

  private final Plan plan;
  private final Map<String, StepReport> ended = new HashMap<>();
  private final Set<String> succeeded = new HashSet<>();
  private final Map<String, Running> running = new LinkedHashMap<>();

  WalkProgress(Plan plan) {
    this.plan = plan;
  }

  void wasDoneBefore(Step step) {
    ended.put(step.id(), StepReport.doneBefore(step));
    succeeded.add(step.id());
  }

  void hasBegun(Step step, RunHandle run, Instant since) {
    running.put(step.id(), new Running(run, since));
  }

  /** Takes note that a step runs no more; since when it ran, if it did. */
  Optional<Instant> stopsRunning(Step step) {
    return Optional.ofNullable(running.remove(step.id())).map(Running::since);
  }

  void hasEnded(StepReport report) {
    ended.put(report.step().id(), report);
  }

  /** Takes note of a success, after it was written down: others may follow from it now. */
  void hasSucceeded(Step step) {
    succeeded.add(step.id());
  }

  /** Whether a step was not begun yet, and all that it waits for has succeeded. */
  boolean canBegin(Step step) {
    return isOpen(step) && succeeded.containsAll(step.after());
  }

  /** Whether a step can begin now, or as soon as those that run have succeeded. */
  boolean comesNext(Step step) {
    return isOpen(step)
        && step.after().stream().allMatch(id -> succeeded.contains(id) || running.containsKey(id));
  }

  private boolean isOpen(Step step) {
    return !ended.containsKey(step.id()) && !running.containsKey(step.id());
  }

  boolean isAnyRunning() {
    return !running.isEmpty();
  }

  void endWhatRuns() {
    running.values().forEach(step -> step.run().end().run());
  }

  /** Whether no step that has ended could even be started. */
  boolean nothingWasRun() {
    return ended.values().stream()
        .allMatch(
            step ->
                step.outcome().filter(PlaybookOutcome.NotStarted.class::isInstance).isPresent());
  }

  boolean isComplete() {
    return plan.steps().stream().allMatch(step -> succeeded.contains(step.id()));
  }

  /** What became of each step of the plan, in its order. */
  List<StepReport> reports() {
    return plan.steps().stream()
        .map(
            step ->
                Optional.ofNullable(ended.get(step.id()))
                    .orElseGet(() -> StepReport.notBegun(step)))
        .toList();
  }
}
