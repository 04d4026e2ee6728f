package io.restartmonkey.simulation;

import io.restartmonkey.JournalEntry;
import io.restartmonkey.PastRun;
import io.restartmonkey.RestartReport;
import io.restartmonkey.RunFolderException;
import io.restartmonkey.RunHistory;
import io.restartmonkey.RunInProgressException;
import io.restartmonkey.RunJournal;
import io.restartmonkey.RunJournals;
import io.restartmonkey.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The journals on the disk of a machine. */
final class MachineJournals implements RunJournals {
  private final Machine machine;
  private final Map<String, Journal> journals = new LinkedHashMap<>();
  private boolean open;

  MachineJournals(Machine machine) {
    this.machine = machine;
  }

  @Override
  public Path folder() {
    return Path.of("/runs").resolve(machine.name());
  }

  @Override
  public boolean has(String runId) {
    return journals.containsKey(runId);
  }

  @Override
  public RunJournal begin(RunRecord record) {
    machine.points().enter();
    requireDisk();
    Journal journal = new Journal("%s-%05d".formatted(machine.name(), journals.size() + 1), record);
    open(journal);
    journals.put(journal.runId(), journal);
    machine.points().reach();
    return journal;
  }

  @Override
  public RunJournal reopen(String runId) {
    Journal journal =
        Optional.ofNullable(journals.get(runId))
            .orElseThrow(() -> new RunFolderException("there is no run " + runId));
    open(journal);
    return journal;
  }

  private void open(Journal journal) {
    if (open) {
      throw new RunInProgressException("another run is going on before " + journal.runId());
    }
    open = true;
  }

  /** The system takes its lock back from a process that is dead. */
  void processDied() {
    open = false;
  }

  /** All runs, oldest first. */
  List<PastRun> past() {
    return journals.values().stream().map(Journal::past).toList();
  }

  /** The steps of a run that its journal calls done. */
  Set<String> done(String runId) {
    return Optional.ofNullable(journals.get(runId))
        .map(journal -> journal.history().done())
        .orElse(Set.of());
  }

  private void requireDisk() {
    if (machine.isDiskFull()) {
      throw new RunFolderException("no space left on device");
    }
  }

  private final class Journal implements RunJournal {
    private final String runId;
    private final RunRecord record;
    private final List<JournalEntry> entries = new ArrayList<>();
    private Optional<PastRun> past = Optional.empty();

    Journal(String runId, RunRecord record) {
      this.runId = runId;
      this.record = record;
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
      machine.points().enter();
      requireDisk();
      entries.add(entry);
      past = Optional.empty();
      machine.points().reach();
    }

    @Override
    public Path stepFolder(String stepId) {
      return folder().resolve(runId).resolve(stepId);
    }

    @Override
    public void keep(RestartReport report) {}

    @Override
    public void close() {
      open = false;
    }
  }
}
