package io.restartmonkey.journal;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.contract.ClusterSourceContract;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.spi.ClusterSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class StateFileContractTest implements ClusterSourceContract {
  @TempDir Path folder;
  private final List<Server> servers = new ArrayList<>();

  @Override
  public ClusterSource source() {
    return new StateFile(folder.resolve("state.json"));
  }

  @Override
  public void show(Server server) throws IOException {
    servers.add(server);
    comeBack();
  }

  /** Nobody writes the file again. */
  @Override
  public void join(Server server) {}

  @Override
  public void goAway() throws IOException {
    Files.delete(folder.resolve("state.json"));
  }

  @Override
  public void comeBack() throws IOException {
    Files.writeString(
        folder.resolve("state.json"),
        SnapshotJson.write(Servers.running(servers.toArray(Server[]::new))));
  }
}
