package io.restartmonkey.fake;

import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunHistory;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.spi.RunSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Journals in memory, which can break at the n-th write. Not thread-safe. */
public final class InMemoryJournals implements RunJournals {
  private final Map<String, Journal> journals = new LinkedHashMap<>();
  private int writesUntilBreak = Integer.MAX_VALUE;
  private boolean open;

  /** Lets this many more entries be written; every later one throws. */
  public void breakAfter(int writes) {
    writesUntilBreak = writes;
  }

  /** Lets everything be written again, and forgets that a run was open, as after a new start. */
  public void mend() {
    writesUntilBreak = Integer.MAX_VALUE;
    open = false;
  }

  /** The entries of the newest run. */
  public List<JournalEntry> entries() {
    return newest().entries();
  }

  /** The id of the newest run. */
  public String newestRun() {
    return newest().runId();
  }

  /** What the newest run set out to do. */
  public RunRecord newestRecord() {
    return newest().record();
  }

  /** The report kept for the newest run. */
  public Optional<RestartReport> report() {
    return newest().report;
  }

  @Override
  public Path folder() {
    return Path.of("/runs");
  }

  @Override
  public boolean isRun(String folder) {
    return !folder.equals("monitor");
  }

  @Override
  public boolean has(String runId) {
    return journals.containsKey(runId);
  }

  @Override
  public Optional<String> overtakenBy(String runId) {
    return RunSummary.overtaking(journals.values().stream().map(Journal::past).toList(), runId);
  }

  @Override
  public RunJournal begin(RunRecord record) {
    Journal journal = new Journal("run-" + (journals.size() + 1), record);
    journals.put(journal.runId(), journal);
    return opened(journal);
  }

  @Override
  public RunJournal reopen(String runId) {
    return opened(
        Optional.ofNullable(journals.get(runId))
            .orElseThrow(() -> new RunFolderException("there is no run " + runId)));
  }

  private RunJournal opened(Journal journal) {
    if (open) {
      throw new RunInProgressException("another run is going on");
    }
    open = true;
    return journal;
  }

  private Journal newest() {
    return List.copyOf(journals.values()).get(journals.size() - 1);
  }

  private final class Journal implements RunJournal {
    private final String runId;
    private final RunRecord record;
    private final List<JournalEntry> entries = new ArrayList<>();
    private Optional<RestartReport> report = Optional.empty();

    Journal(String runId, RunRecord record) {
      this.runId = runId;
      this.record = record;
    }

    RunSummary past() {
      return RunSummary.of(
          new RunHistory(runId, record.request(), record.plan(), record.startedAt(), entries));
    }

    @Override
    public String runId() {
      return runId;
    }

    @Override
    public RunRecord record() {
      return record;
    }

    @Override
    public List<JournalEntry> entries() {
      return List.copyOf(entries);
    }

    @Override
    public void append(JournalEntry entry) {
      if (writesUntilBreak-- <= 0) {
        throw new RunFolderException("no space left on device");
      }
      entries.add(entry);
    }

    @Override
    public Path stepFolder(String stepId) {
      return folder().resolve(runId).resolve(stepId);
    }

    @Override
    public void keep(RestartReport kept) {
      report = Optional.of(kept);
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
