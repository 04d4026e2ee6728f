package io.restartmonkey.journal;

import io.restartmonkey.contract.RunJournalsContract;
import io.restartmonkey.spi.RunJournals;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RunFoldersContractTest implements RunJournalsContract {
  @TempDir Path folder;

  @AfterEach
  void goOn() {
    mendDisk();
  }

  @Override
  public RunJournals journals() {
    return new RunFolders(folder.resolve("runs"));
  }

  @Override
  public List<String> recorded() {
    return new RunFolders(folder.resolve("runs")).list();
  }

  /** To the files of a run this is as a disk that fails: a thread with an interrupt writes none. */
  @Override
  public void breakDisk() {
    Thread.currentThread().interrupt();
  }

  @Override
  public void mendDisk() {
    boolean unused = Thread.interrupted();
  }
}
