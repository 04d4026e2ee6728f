package io.restartmonkey;

import io.restartmonkey.plan.Refusal;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunJournals;
import java.util.List;
import java.util.Optional;

/** Whether a run can be gone on with. */
final class Resumption {
  private final RunJournal journal;
  private final RunJournals journals;

  /**
   * @param journal the run's
   * @param journals where it is recorded, with others
   */
  Resumption(RunJournal journal, RunJournals journals) {
    this.journal = journal;
    this.journals = journals;
  }

  /** Whether everything is to be asked first, as before a new run. */
  boolean needsChecks() {
    return !isTreatment() && !JournalEntry.anyBegun(journal.entries());
  }

  private boolean isTreatment() {
    return journal.record().request().job().isTreatment();
  }

  /** Why not; empty if it can. */
  Optional<Refusal> refusal() {
    if (isTreatment()) {
      return Optional.empty(); // A monitor knows what it goes on with.
    }
    if (!JournalEntry.anyBegun(journal.entries())) {
      return isRefused(journal.entries()) ? Optional.of(wasRefused()) : Optional.empty();
    }
    return journal.record().request().job().onlyTests()
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
        "run %s was refused before it touched anything, so there is nothing to continue; begin a new one"
            .formatted(journal.runId()));
  }

  /** What its journal calls done need not be true any more. */
  private Refusal overtaken(String newer) {
    return new Refusal(
        Refusal.Kind.CLUSTER,
        "run %s has stopped or started services since run %s; continue that one if it is half-way, or begin a new one"
            .formatted(newer, journal.runId()));
  }
}
