package io.restartmonkey;

import io.restartmonkey.plan.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * Whether a run can be gone on with.
 *
 * @param journal the run's
 * @param journals where it is recorded, with others
 */
record Resumption(RunJournal journal, RunJournals journals) {

  /** Whether a step of it was begun: until then it has only asked. */
  boolean hasBegun() {
    return journal.entries().stream().anyMatch(JournalEntry.Intended.class::isInstance);
  }

  /** Why not; empty if it can. */
  Optional<Refusal> refusal() {
    List<Stage> stages = journal.record().request().stages();
    if (stages.isEmpty()) {
      return Optional.empty(); // A monitor knows what it goes on with.
    }
    if (!hasBegun()) {
      return Optional.of(journal.entries()).filter(Resumption::isRefused).map(e -> wasRefused());
    }
    return stages.equals(List.of(Stage.SMOKE_TEST))
        ? Optional.empty()
        : journals.overtakenBy(journal.runId()).map(this::overtaken);
  }

  private static boolean isRefused(List<JournalEntry> entries) {
    return entries.stream()
        .anyMatch(
            entry ->
                entry instanceof JournalEntry.Ended end
                    && end.status() == RestartReport.Status.REFUSED);
  }

  private Refusal wasRefused() {
    return new Refusal(
        Refusal.Kind.CLUSTER,
        "run %s was refused before it touched anything, so there is nothing to go on with; begin a new one"
            .formatted(journal.runId()));
  }

  /** What its journal calls done need not be true any more. */
  private Refusal overtaken(String newer) {
    return new Refusal(
        Refusal.Kind.CLUSTER,
        "run %s has stopped or started services since run %s; go on with that one if it is half-way, or begin a new one"
            .formatted(newer, journal.runId()));
  }
}
