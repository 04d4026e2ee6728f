package io.restartmonkey.spi;

import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RunInProgressException;
import java.nio.file.Path;
import java.util.Optional;

/** Where runs are recorded. */
public interface RunJournals {

  /** The folder that holds the folders of all runs. */
  Path folder();

  /** Whether a run of this id is recorded here. */
  boolean has(String runId);

  /** Whether a folder of this name beside the others is one of a run, recorded or not. */
  default boolean isRun(String folder) {
    return true;
  }

  /**
   * Which other run has stopped or started the cluster since this one was recorded, as a text that
   * says where it is; empty if none is known.
   */
  Optional<String> overtakenBy(String runId);

  /**
   * Asks whether a run could be opened, and changes nothing.
   *
   * @throws RunInProgressException if another process has a run open here
   * @throws RunFolderException if that cannot be told
   */
  void refuseIfOpen();

  /**
   * Records a new run.
   *
   * @throws RunInProgressException if another process has a run open here
   * @throws RunFolderException if it cannot be written
   */
  RunJournal begin(RunRecord record);

  /**
   * Opens a run to go on with it.
   *
   * @throws RunInProgressException if another process has a run open here
   * @throws RunFolderException if there is no such run, or it cannot be understood
   */
  RunJournal reopen(String runId);
}
