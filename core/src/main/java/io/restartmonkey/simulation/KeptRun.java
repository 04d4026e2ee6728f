package io.restartmonkey.simulation;

import io.restartmonkey.JournalEntry;
import io.restartmonkey.PastRun;
import io.restartmonkey.RunHistory;
import io.restartmonkey.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the disk of a machine has of a run. */
final class KeptRun {
  private final String runId;
  private final RunRecord record;
  private final List<JournalEntry> entries = new ArrayList<>();
  private Optional<PastRun> past = Optional.empty();

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

  void append(JournalEntry entry) {
    entries.add(entry);
    past = Optional.empty();
  }

  RunHistory history() {
    return new RunHistory(runId, record.request(), record.plan(), record.startedAt(), entries);
  }

  PastRun past() {
    if (past.isEmpty()) {
      past = Optional.of(PastRun.of(history()));
    }
    return past.get();
  }
}
