package io.restartmonkey.simulation;

import io.restartmonkey.run.RestartReport;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunHistory;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.spi.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the disk of a machine has of a run; and whether it is done, which a full disk cannot have.
 */
final class KeptRun {
  private final String runId;
  private final RunRecord record;
  private final List<JournalEntry> entries = new ArrayList<>();
  private Optional<RunSummary> past = Optional.empty();
  private boolean done;

  KeptRun(String runId, RunRecord record) {
    this.runId = runId;
    this.record = record;
  }

  String runId() {
    return runId;
  }

  RunRecord record() {
    return record;
  }

  List<JournalEntry> entries() {
    return List.copyOf(entries);
  }

  /**
   * Whether it came to its good end, and began nothing since; also where the disk was full then.
   */
  boolean isDone() {
    return done;
  }

  /** Takes note of what its process means to write. */
  void heed(JournalEntry entry) {
    if (entry instanceof JournalEntry.Intended) {
      done = false;
    } else if (entry instanceof JournalEntry.Ended end) {
      done = end.status() == RestartReport.Status.DONE;
    }
  }

  void append(JournalEntry entry) {
    entries.add(entry);
    past = Optional.empty();
  }

  RunHistory history() {
    return new RunHistory(runId, record.request(), record.plan(), record.startedAt(), entries);
  }

  RunSummary past() {
    if (past.isEmpty()) {
      past = Optional.of(RunSummary.of(history()));
    }
    return past.get();
  }
}
