package io.restartmonkey.simulation;

import io.restartmonkey.contract.AlertsContract;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.Alerts;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

class MonitorAlertsTest implements AlertsContract {
  private final EventQueue queue = new EventQueue();
  private final World world = new World(queue, new Random(1), new Trace(queue));
  private final Machine machine = new Machine("m1", queue);
  private final SimulatedMonitor monitor =
      new SimulatedMonitor(
          machine,
          world,
          SimulatedDays.USUAL,
          Content.in(Path.of("/none"), Path.of("/none")),
          new Invariants(
              world,
              SimulatedDays.USUAL,
              new Oversight(List::of, List::of, () -> true, () -> false)));

  @Override
  public Alerts alerts() {
    return monitor.new Told();
  }

  @Override
  public List<String> shown() {
    return world.trace().lines().stream().map(line -> line.split(" m1 ", 2)[1]).toList();
  }

  /** Alerts reach whoever looks at the trace; there is no other way. */
  @Override
  public void hang() {
    machine.cutOff(true);
  }
}
