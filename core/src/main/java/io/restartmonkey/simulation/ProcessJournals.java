package io.restartmonkey.simulation;

import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.spi.RunSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The journals of a machine, as one of its processes writes them until it dies. */
final class ProcessJournals implements RunJournals {
  private final MachineProcess process;

  ProcessJournals(MachineProcess process) {
    this.process = process;
  }

  private MachineJournals kept() {
    return process.machine().journals();
  }

  @Override
  public Path folder() {
    return kept().folder();
  }

  @Override
  public boolean has(String runId) {
    return kept().has(runId);
  }

  @Override
  public Optional<String> overtakenBy(String runId) {
    return RunSummary.overtaking(kept().past(), runId);
  }

  @Override
  public void refuseIfOpen() {
    kept().refuseIfLocked();
  }

  @Override
  public RunJournal begin(RunRecord record) {
    process.points().enter();
    requireDisk();
    kept().lock(process);
    Journal journal = new Journal(kept().add(record));
    process.points().reach();
    return journal;
  }

  @Override
  public RunJournal reopen(String runId) {
    KeptRun run = kept().get(runId);
    kept().lock(process);
    return new Journal(run);
  }

  private void requireDisk() {
    if (process.machine().isDiskFull()) {
      throw new RunFolderException("no space left on device");
    }
  }

  private final class Journal implements RunJournal {
    private final KeptRun run;
    private boolean closed;

    Journal(KeptRun run) {
      this.run = run;
    }

    @Override
    public String runId() {
      return run.runId();
    }

    @Override
    public RunRecord record() {
      return run.record();
    }

    @Override
    public List<JournalEntry> entries() {
      return run.entries();
    }

    @Override
    public void append(JournalEntry entry) {
      process.points().enter();
      run.heed(entry);
      requireDisk();
      run.append(entry);
      process.points().reach();
    }

    @Override
    public Path stepFolder(String stepId) {
      return folder().resolve(runId()).resolve(stepId);
    }

    @Override
    public void keep(RestartReport report) {}

    @Override
    public void close() {
      if (!closed) { // By now the process may have another one open.
        closed = true;
        kept().unlock(process);
      }
    }
  }
}
