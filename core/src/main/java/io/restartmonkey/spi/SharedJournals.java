package io.restartmonkey.spi;

import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.RestartReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Journals whose treatments, and runs of the whole cluster, the monitors of other machines know of
 * before they begin: whatever then becomes of this machine, somebody goes on, or lets the cluster
 * be.
 */
public final class SharedJournals implements RunJournals {
  private final RunJournals journals;
  private final Intents intents;
  private final Supplier<String> machine;

  /**
   * @param journals the journals
   * @param intents where the others see it
   * @param machine what this machine is called; asked once a run begins
   */
  public SharedJournals(RunJournals journals, Intents intents, Supplier<String> machine) {
    this.journals = journals;
    this.intents = intents;
    this.machine = machine;
  }

  @Override
  public Path folder() {
    return journals.folder();
  }

  @Override
  public boolean has(String runId) {
    return journals.has(runId);
  }

  @Override
  public boolean isRun(String folder) {
    return journals.isRun(folder);
  }

  @Override
  public Optional<String> overtakenBy(String runId) {
    return journals.overtakenBy(runId).or(this::overtakenElsewhere);
  }

  @Override
  public void refuseIfOpen() {
    journals.refuseIfOpen();
  }

  /** Redis may be what the run restarts, so nobody waits for its answer to go on. */
  private Optional<String> overtakenElsewhere() {
    try {
      String here = machine.get();
      return intents
          .halfWay()
          .filter(run -> !run.isOver() && !run.machine().equals(here))
          .map(run -> run.runId() + " on " + run.machine());
    } catch (ClusterUnreachableException e) {
      return Optional.empty();
    }
  }

  @Override
  public RunJournal begin(RunRecord record) {
    RunJournal journal = journals.begin(record);
    try {
      RunSummary.of(history(journal)).intent(machine.get()).ifPresent(intents::write);
      return shared(journal);
    } catch (RuntimeException e) {
      try {
        journal.append(new JournalEntry.Ended(record.startedAt(), RestartReport.Status.REFUSED));
      } finally {
        journal.close();
      }
      throw e;
    }
  }

  @Override
  public RunJournal reopen(String runId) {
    RunJournal journal = journals.reopen(runId);
    try {
      return shared(journal);
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private RunJournal shared(RunJournal journal) {
    return journal.record().request().job().isTreatment()
        ? journal
        : new SharedJournal(journal, intents, machine.get());
  }

  private static RunHistory history(RunJournal journal) {
    RunRecord record = journal.record();
    return new RunHistory(
        journal.runId(), record.request(), record.plan(), record.startedAt(), List.of());
  }
}
