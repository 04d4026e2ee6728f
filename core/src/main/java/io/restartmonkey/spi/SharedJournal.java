package io.restartmonkey.spi;

import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.RestartReport;
import java.nio.file.Path;
import java.util.List;

/**
 * A journal of a run of the whole cluster: from its first step to its good end the monitors of all
 * machines know that they must not act. Redis may be what the run restarts, so where they cannot be
 * told, the run goes on all the same. A stop that was all that was asked for stays known until the
 * cluster is started. For one thread.
 */
final class SharedJournal implements RunJournal {
  private final RunJournal journal;
  private final Intents intents;
  private final String machine;
  private boolean isKnown;

  SharedJournal(RunJournal journal, Intents intents, String machine) {
    this.journal = journal;
    this.intents = intents;
    this.machine = machine;
  }

  @Override
  public String runId() {
    return journal.runId();
  }

  @Override
  public RunRecord record() {
    return journal.record();
  }

  @Override
  public List<JournalEntry> entries() {
    return journal.entries();
  }

  @Override
  public void append(JournalEntry entry) {
    try {
      tell(entry);
    } catch (ClusterUnreachableException e) {
      // The next step tells it; and the lease keeps monitors away as long as this process lives.
    }
    journal.append(entry);
  }

  private void tell(JournalEntry entry) {
    boolean changes = !record().request().job().onlyTests();
    if (entry instanceof JournalEntry.Intended && changes && !isKnown) {
      intents.begun(new IncompleteRun(runId(), machine));
      isKnown = true;
    } else if (entry instanceof JournalEntry.Ended end
        && end.status() == RestartReport.Status.DONE) {
      if (record().request().job().endsStopped()) {
        intents.begun(new IncompleteRun(runId(), machine).stopped());
        return;
      }
      intents.halfWay().filter(run -> !run.isOver()).ifPresent(intents::completed);
    }
  }

  @Override
  public Path stepFolder(String stepId) {
    return journal.stepFolder(stepId);
  }

  @Override
  public void keep(RestartReport report) {
    journal.keep(report);
  }

  @Override
  public void close() {
    journal.close();
  }
}
