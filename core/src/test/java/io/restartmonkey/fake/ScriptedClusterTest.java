package io.restartmonkey.fake;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.contract.ClusterSourceContract;
import io.restartmonkey.contract.ProberContract;
import io.restartmonkey.contract.RegistryContract;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.Prober;
import io.restartmonkey.spi.Registry;
import org.junit.jupiter.api.Nested;

class ScriptedClusterTest {
  private final ScriptedCluster cluster = new ScriptedCluster(new VirtualTime());

  @Nested
  class Registrations implements RegistryContract {
    @Override
    public Registry registry() {
      return cluster;
    }

    @Override
    public ClusterSource cluster() {
      return cluster;
    }

    @Override
    public void goAway() {
      cluster.reachable(false);
    }
  }

  @Nested
  class State implements ClusterSourceContract {
    @Override
    public ClusterSource source() {
      return cluster;
    }

    @Override
    public void show(Server server) {
      cluster.add(server);
    }

    @Override
    public void join(Server server) {
      cluster.add(server);
    }

    @Override
    public void goAway() {
      cluster.reachable(false);
    }

    @Override
    public void comeBack() {
      cluster.reachable(true);
    }
  }

  @Nested
  class Answers implements ProberContract {
    @Override
    public Prober prober() {
      return cluster;
    }

    @Override
    public Server up() {
      Server server = Servers.server("app1", "app");
      cluster.add(server);
      return server;
    }

    @Override
    public Server nobody() {
      return Servers.server("app9", "app");
    }
  }
}
