package io.restartmonkey.simulation;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.contract.ClusterSourceContract;
import io.restartmonkey.contract.IntentsContract;
import io.restartmonkey.contract.MonitorStateStoreContract;
import io.restartmonkey.contract.PauseStoreContract;
import io.restartmonkey.contract.ProberContract;
import io.restartmonkey.contract.RegistryContract;
import io.restartmonkey.contract.RunLeaseContract;
import io.restartmonkey.contract.SharedLeadershipContract;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.MonitorStateStore;
import io.restartmonkey.spi.PauseStore;
import io.restartmonkey.spi.Prober;
import io.restartmonkey.spi.Registry;
import io.restartmonkey.spi.RunLease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;

class WorldPortsTest {
  private final EventQueue queue = new EventQueue();
  private final World world = new World(queue, new Random(1), new Trace(queue));
  private final WorldPorts ports =
      new WorldPorts(
          new MachineProcess(new Machine("m1", queue), queue, new CrashPoints(), () -> {}), world);

  private void pass(Duration time) {
    queue.after(time, () -> {});
    queue.next();
  }

  @Nested
  class LeaseOfRuns implements RunLeaseContract {
    private final RunLease lease = ports.runLease();

    @Override
    public RunLease lease() {
      return lease;
    }

    @Override
    public void letItExpire() {
      pass(Duration.ofMinutes(2));
    }

    @Override
    public void loseEverything() {
      world.redis().comeBackEmpty();
    }

    @Override
    public void goAway() {
      world.redis().goDown();
    }

    @Override
    public void comeBack() {
      world.redis().comeBack();
    }
  }

  @Nested
  class Pauses implements PauseStoreContract {
    @Override
    public PauseStore pauses() {
      return ports.pauses();
    }

    @Override
    public Instant now() {
      return world.redis().now();
    }

    @Override
    public void await(Duration time) {
      pass(time);
    }

    @Override
    public void goAway() {
      world.redis().goDown();
    }
  }

  @Nested
  class Registrations implements RegistryContract {
    private final WorldPorts.Cluster cluster = ports.cluster();

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
      world.redis().goDown();
    }
  }

  @Nested
  class State implements ClusterSourceContract {
    @Override
    public ClusterSource source() {
      return ports.cluster();
    }

    @Override
    public void show(Server server) {
      join(server);
    }

    @Override
    public void join(Server server) {
      ports.cluster().restore(List.of(server));
    }

    @Override
    public void goAway() {
      world.redis().goDown();
    }

    @Override
    public void comeBack() {
      world.redis().comeBack();
    }
  }

  @Nested
  class Lead implements SharedLeadershipContract {
    @Override
    public Leadership of(String monitor) {
      return Leadership.by(ports.leadersLease(), monitor);
    }

    @Override
    public void letItExpire() {
      pass(Duration.ofMinutes(1));
    }

    @Override
    public void goAway() {
      world.redis().goDown();
    }

    @Override
    public void comeBack() {
      world.redis().comeBack();
    }
  }

  @Nested
  class Memory implements MonitorStateStoreContract {
    @Override
    public MonitorStateStore memory() {
      return ports.records();
    }
  }

  @Nested
  class SharedIntents implements IntentsContract {
    @Override
    public Intents intents() {
      return ports.intents();
    }

    @Override
    public void goAway() {
      world.redis().goDown();
    }
  }

  @Nested
  class Answers implements ProberContract {
    @Override
    public Prober prober() {
      return ports::probe;
    }

    @Override
    public Server up() {
      SimulatedServer server = world.make("app1", Set.of("app"));
      server.startService();
      return server.server();
    }

    @Override
    public Server nobody() {
      return Servers.server("app9", "app");
    }
  }
}
