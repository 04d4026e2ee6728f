package io.restartmonkey.simulation;

import com.google.common.base.Ticker;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.monitor.Monitor;
import io.restartmonkey.monitor.MonitorPorts;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.Alerts;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.SharedJournals;
import java.time.Duration;

/** Wires the real restart monkey and the real monitor to the ports of this world. */
final class MonkeyWiring {
  private static final Duration PROBING = Duration.ofSeconds(1);

  private final MachineProcess process;
  private final World world;
  private final WorldPorts ports;
  private final RestartMonkey monkey;

  /**
   * The wiring of one process.
   *
   * @param process where the monkey runs
   * @param invariants told before its playbooks change anything
   */
  MonkeyWiring(MachineProcess process, World world, Content content, Invariants invariants) {
    this.process = process;
    this.world = world;
    this.ports = new WorldPorts(process, world);
    this.monkey =
        RestartMonkey.builder()
            .source(ports.cluster())
            .content(content)
            .runner(new Runner(process, world, invariants))
            .journals(
                new SharedJournals(
                    new ProcessJournals(process), ports.intents(), process.machine()::name))
            .lease(ports.runLease())
            .clock(process.machine().clock())
            .isLocal(server -> false)
            .build();
  }

  RestartMonkey monkey() {
    return monkey;
  }

  /** A monitor that has not begun. */
  Monitor monitor(MonitorPolicy policy, Alerts alerts) {
    Machine machine = process.machine();
    return new Monitor(
        monkey,
        policy,
        MonitorPorts.builder()
            .source(ports.cluster())
            .registry(ports.cluster())
            .prober(ports::probe)
            .traffic(new ProxyReports(process, world))
            .lease(ports.runLease())
            .leadership(Leadership.by(ports.leadersLease(), machine.name()))
            .intents(ports.intents())
            .machine(machine.name())
            .pauses(ports.pauses())
            .records(ports.records())
            .alerts(alerts)
            .worker(process)
            .probing(task -> process.executeAfter(PROBING, task))
            .clock(machine.clock())
            .ticker(ticker())
            .build());
  }

  private Ticker ticker() {
    return new Ticker() {
      @Override
      public long read() {
        return world.queue().nanos();
      }
    };
  }
}
