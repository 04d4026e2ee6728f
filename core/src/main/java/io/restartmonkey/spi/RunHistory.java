package io.restartmonkey.spi;

import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A run as its journal tells it.
 *
 * @param runId its id
 * @param request what was asked
 * @param plan what it became
 * @param startedAt when it began
 * @param entries its journal
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED_REQUIRED_ONLY)
public record RunHistory(
    String runId,
    RestartRequest request,
    Plan plan,
    Instant startedAt,
    List<JournalEntry> entries) {
  public RunHistory {
    entries = List.copyOf(entries);
  }

  /** How it ended; empty if it goes on, or its process died. */
  public Optional<RestartReport.Status> status() {
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(entries.get(entries.size() - 1))
            .filter(JournalEntry.Ended.class::isInstance)
            .map(JournalEntry.Ended.class::cast)
            .map(JournalEntry.Ended::status);
  }

  /** The ids of the steps that succeeded. */
  public Set<String> done() {
    Set<String> done = new HashSet<>();
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.Done step) {
        done.add(step.step());
      }
    }
    return done;
  }

  /** Whether there is something left to do that was begun or can be. */
  public boolean isResumable() {
    return !missing().isEmpty() && !status().equals(Optional.of(RestartReport.Status.REFUSED));
  }

  /** The steps that have not succeeded, in order. */
  public List<Step> missing() {
    Set<String> done = done();
    return plan.steps().stream().filter(step -> !done.contains(step.id())).toList();
  }
}
