package io.restartmonkey.spi;

import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import java.nio.file.Path;
import java.util.List;

/**
 * The write-ahead journal of one run. While it is open, no other process can open a run in the same
 * place.
 */
public interface RunJournal extends AutoCloseable {

  /** The run's id: fit for a folder's name, and sorts by time. */
  String runId();

  /** What the run set out to do. */
  RunRecord record();

  /** All entries so far. */
  List<JournalEntry> entries();

  /**
   * Writes an entry; on return it survives a crash of the machine.
   *
   * @throws RunFolderException if it cannot be written, for example because the disk is full
   */
  void append(JournalEntry entry);

  /**
   * The folder of one step, made if need be.
   *
   * @throws RunFolderException if it cannot be made
   */
  Path stepFolder(String stepId);

  /** Keeps the report beside the journal. */
  void keep(RestartReport report);

  @Override
  void close();
}
