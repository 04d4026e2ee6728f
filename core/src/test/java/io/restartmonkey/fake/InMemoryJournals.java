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
  private final Map<String, Kept> runs = new LinkedHashMap<>();
  private int writesUntilBreak = Integer.MAX_VALUE;
  private boolean diskFull;
  private Optional<Journal> open = Optional.empty();

  /** Lets this many more entries be written; every later one throws. Runs can be begun. */
  public void breakAfter(int writes) {
    writesUntilBreak = writes;
  }

  /** Lets nothing be written any more: no entry, and no new run. */
  public void fillDisk() {
    diskFull = true;
  }

  /** Lets everything be written again, and forgets that a run was open, as after a new start. */
  public void mend() {
    writesUntilBreak = Integer.MAX_VALUE;
    diskFull = false;
    open = Optional.empty();
  }

  /** The ids of all runs, oldest first. */
  public List<String> runs() {
    return List.copyOf(runs.keySet());
  }

  /** The entries of the newest run. */
  public List<JournalEntry> entries() {
    return List.copyOf(newest().entries);
  }

  /** The id of the newest run. */
  public String newestRun() {
    return newest().runId;
  }

  /** What the newest run set out to do. */
  public RunRecord newestRecord() {
    return newest().record;
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
    return runs.containsKey(runId);
  }

  @Override
  public Optional<String> overtakenBy(String runId) {
    return RunSummary.overtaking(runs.values().stream().map(Kept::past).toList(), runId);
  }

  @Override
  public RunJournal begin(RunRecord record) {
    requireNoneOpen();
    requireDisk(!diskFull);
    Kept run = new Kept(nextId(), record);
    runs.put(run.runId, run);
    return opened(run);
  }

  /** A longer number sorts after a shorter one. */
  private String nextId() {
    String number = String.valueOf(runs.size() + 1);
    return "run-" + "_".repeat(number.length() - 1) + number;
  }

  @Override
  public RunJournal reopen(String runId) {
    Kept run =
        Optional.ofNullable(runs.get(runId))
            .orElseThrow(() -> new RunFolderException("there is no run " + runId));
    requireNoneOpen();
    return opened(run);
  }

  private RunJournal opened(Kept run) {
    Journal journal = new Journal(run);
    open = Optional.of(journal);
    return journal;
  }

  @Override
  public void refuseIfOpen() {
    requireNoneOpen();
  }

  private void requireNoneOpen() {
    if (open.isPresent()) {
      throw new RunInProgressException("another run is going on");
    }
  }

  private static void requireDisk(boolean writes) {
    if (!writes) {
      throw new RunFolderException("no space left on device");
    }
  }

  private Kept newest() {
    return List.copyOf(runs.values()).get(runs.size() - 1);
  }

  /** What is left of a run when nobody has it open. */
  private static final class Kept {
    private final String runId;
    private final RunRecord record;
    private final List<JournalEntry> entries = new ArrayList<>();
    private Optional<RestartReport> report = Optional.empty();

    Kept(String runId, RunRecord record) {
      this.runId = runId;
      this.record = record;
    }

    RunSummary past() {
      return RunSummary.of(
          new RunHistory(runId, record.request(), record.plan(), record.startedAt(), entries));
    }
  }

  private final class Journal implements RunJournal {
    private final Kept run;

    Journal(Kept run) {
      this.run = run;
    }

    @Override
    public String runId() {
      return run.runId;
    }

    @Override
    public RunRecord record() {
      return run.record;
    }

    @Override
    public List<JournalEntry> entries() {
      return List.copyOf(run.entries);
    }

    @Override
    public void append(JournalEntry entry) {
      requireDisk(!diskFull && writesUntilBreak-- > 0);
      run.entries.add(entry);
    }

    @Override
    public Path stepFolder(String stepId) {
      return folder().resolve(run.runId).resolve(stepId);
    }

    @Override
    public void keep(RestartReport kept) {
      run.report = Optional.of(kept);
    }

    @Override
    public void close() {
      open = open.filter(other -> other != this);
    }
  }
}
