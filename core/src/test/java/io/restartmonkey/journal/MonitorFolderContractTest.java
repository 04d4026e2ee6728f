package io.restartmonkey.journal;

import io.restartmonkey.contract.MonitorStateStoreContract;
import io.restartmonkey.spi.MonitorStateStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class MonitorFolderContractTest implements MonitorStateStoreContract {
  @TempDir Path folder;

  @Override
  public MonitorStateStore memory() {
    return new MonitorFolder(new RunFolders(folder.resolve("runs")));
  }
}
