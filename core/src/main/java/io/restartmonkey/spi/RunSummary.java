package io.restartmonkey.spi;

import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport.Status;
import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a monitor makes of a run, whoever asked for it.
 *
 * @param status how it ended; empty if it did not
 * @param treatment what it did about a server, if that is what it was for; cut off, if it has no
 *     end
 * @param job what it was asked to do
 * @param hasBegun whether any step of it was begun: until then it only asks
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED_REQUIRED_ONLY)
public record RunSummary(
    String runId,
    Optional<Status> status,
    Optional<Treatment> treatment,
    Job job,
    boolean hasBegun) {

  /** What a run's journal tells. */
  public static RunSummary of(RunHistory run) {
    return new RunSummary(
        run.runId(),
        run.status(),
        treatment(run),
        run.request().job(),
        JournalEntry.anyBegun(run.entries()));
  }

  /** What other machines must know of it; empty if they need not. */
  public Optional<Intent> intent(String machine) {
    return treatment.map(t -> new Intent(runId, machine, status.isEmpty(), t));
  }

  /** Whether nothing can come after it. */
  public boolean isFinal() {
    return status.equals(Optional.of(Status.DONE)) || status.equals(Optional.of(Status.REFUSED));
  }

  /** Whether nothing was touched. */
  public boolean wasRefused() {
    return status.equals(Optional.of(Status.REFUSED));
  }

  /** Whether it has stopped the cluster, and was not to start it. */
  public boolean isStop() {
    return status.equals(Optional.of(Status.DONE)) && job.endsStopped();
  }

  /** Whether it is about one server, and has not come to its end. */
  public boolean isUnfinishedTreatment() {
    return job.isTreatment() && status.isEmpty();
  }

  /**
   * The newest run that stopped or restarted the cluster, if it came to no good end, or has only
   * stopped it, and no smoke test has passed since.
   *
   * @param all oldest first
   */
  public static Optional<String> halfWay(List<RunSummary> all) {
    List<RunSummary> newestFirst = new ArrayList<>(all);
    Collections.reverse(newestFirst);
    for (RunSummary past : newestFirst) {
      if (past.job.isTreatment() || !past.hasBegun) {
        continue;
      }
      boolean done = past.status.equals(Optional.of(Status.DONE));
      if (done || !past.job.onlyTests()) {
        return done && !past.isStop() ? Optional.empty() : Optional.of(past.runId);
      }
    }
    return Optional.empty();
  }

  /**
   * The newest run that stopped or restarted the cluster since a given one was recorded.
   *
   * @param all oldest first
   */
  public static Optional<String> overtaking(List<RunSummary> all, String runId) {
    return all.stream()
        .dropWhile(past -> !past.runId.equals(runId))
        .skip(1)
        .filter(past -> past.hasBegun && past.changesCluster())
        .map(RunSummary::runId)
        .reduce((one, newer) -> newer);
  }

  private boolean changesCluster() {
    return !job.isTreatment() && !job.onlyTests();
  }

  private static Optional<Treatment> treatment(RunHistory run) {
    if (!(run.request().job() instanceof Job.Treatment asked)
        || run.status().equals(Optional.of(Status.REFUSED))) {
      return Optional.empty();
    }
    Optional<JournalEntry.Failed> failure = failure(run);
    List<JournalEntry> entries = run.entries();
    Set<String> done = run.done();
    return Optional.of(
        new Treatment(
            asked.action().server(),
            asked.action().remedy(),
            run.startedAt(),
            entries.isEmpty() ? run.startedAt() : entries.get(entries.size() - 1).at(),
            run.status().equals(Optional.of(Status.DONE))
                ? Optional.empty()
                : failure
                    .map(JournalEntry.Failed::blame)
                    .or(() -> Optional.of(FailureCause.CUT_OFF)),
            run.missing().stream().flatMap(step -> step.made().stream()).findFirst(),
            failure.flatMap(f -> f.reason().lines().findFirst()).orElse(""),
            run.plan().steps().stream()
                .filter(step -> done.contains(step.id()))
                .flatMap(step -> step.made().stream())
                .findFirst()));
  }

  private static Optional<JournalEntry.Failed> failure(RunHistory run) {
    return run.entries().stream()
        .filter(JournalEntry.Failed.class::isInstance)
        .map(JournalEntry.Failed.class::cast)
        .reduce((one, other) -> other);
  }
}
