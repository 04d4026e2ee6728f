package io.restartmonkey.simulation;

import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.contract.AskingTrafficReaderContract;
import io.restartmonkey.spi.TrafficReader;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;

class ProxyReportsTest implements AskingTrafficReaderContract {
  private final EventQueue queue = new EventQueue();
  private final World world = new World(queue, new Random(1), new Trace(queue));
  private final Machine machine = new Machine("m1", queue);
  private final ProxyReports reports =
      new ProxyReports(new MachineProcess(machine, queue, new CrashPoints(), () -> {}), world);

  @BeforeEach
  void makeAProxy() {
    world.make("proxy1", Set.of("proxy"));
    world.addProxy("proxy1");
  }

  @Override
  public TrafficReader reader() {
    return reports;
  }

  @Override
  public void cutOff() {
    machine.cutOff(true);
  }

  /** It always takes some seconds. */
  @Override
  public void slowDown() {}

  @Override
  public void await(CompletableFuture<TrafficReport> report) {
    while (!report.isDone()) {
      queue.next();
    }
  }
}
