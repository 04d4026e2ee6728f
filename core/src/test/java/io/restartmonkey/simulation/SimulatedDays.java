package io.restartmonkey.simulation;

import io.restartmonkey.Content;
import io.restartmonkey.monitor.GuardPolicy;
import io.restartmonkey.monitor.MonitorPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What simulated days need of the disk. */
abstract class SimulatedDays {
  static final MonitorPolicy POLICY = policy(1, 1);

  @TempDir Path folder;
  Content content = Content.in(Path.of("/none"), Path.of("/none"));

  @BeforeEach
  void writeContent() throws IOException {
    content = Simulation.content(folder, POLICY);
  }

  static MonitorPolicy policy(int floor, int mostExtras) {
    MonitorPolicy policy = MonitorPolicy.DEFAULT;
    GuardPolicy guards = policy.guards();
    return new MonitorPolicy(
        policy.health(),
        new GuardPolicy(
            Set.of("app", "canary"),
            floor,
            guards.observation(),
            guards.massShare(),
            guards.attemptsPerHour(),
            guards.backOff(),
            guards.longestBackOff(),
            guards.ladder(),
            mostExtras,
            guards.extraLease(),
            guards.keepExtra(),
            guards.outageAllowed(),
            guards.windows()),
        policy.stepDeadline(),
        policy.freshness(),
        policy.hereAllowed(),
        policy.trafficCheck(),
        policy.repeatAlerts());
  }
}
