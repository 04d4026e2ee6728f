package io.restartmonkey.simulation;

import io.restartmonkey.simulation.Fault.Kind;
import java.time.Duration;
import java.util.List;

/** What looks like a fault of a server that serves well: no restart mends it. */
final class Lookalikes {
  private final FaultTargets victims;

  /**
   * @param victims draws which ones
   */
  Lookalikes(FaultTargets victims) {
    this.victims = victims;
  }

  /** The kinds. */
  List<Kind> kinds() {
    return List.of(this::isHeardByItsAppAlone, this::isStolenFrom);
  }

  /** Its sshd is dead, or behind a bastion, and its agent is silent; its app answers. */
  private Fault isHeardByItsAppAlone(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return new Fault(
        at,
        lasts,
        "SSH and the agent of " + server.name() + " are silent, and its app answers",
        () -> {
          server.mute(lasts);
          victims.world().cutSsh(server.name());
        },
        () -> victims.world().mendSsh(server.name()));
  }

  private Fault isStolenFrom(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return new Fault(
        at,
        lasts,
        "the CPU of " + server.name() + " is stolen",
        () -> server.steal(true),
        () -> server.steal(false));
  }
}
