package io.restartmonkey.simulation;

import io.restartmonkey.simulation.Fault.Kind;
import io.restartmonkey.simulation.SimulatedServer.App;
import java.time.Duration;
import java.util.List;

/** What goes wrong on servers of the watched services, and with their heartbeats. */
final class ServerFaults {
  private static final Duration LATE = Duration.ofSeconds(7);

  private final FaultTargets victims;

  /**
   * @param victims draws which ones
   */
  ServerFaults(FaultTargets victims) {
    this.victims = victims;
  }

  /** The kinds; what is likelier is there more often. */
  List<Kind> kinds() {
    return List.of(
        this::freezes,
        this::freezes,
        this::hangs,
        this::burns,
        this::burns,
        this::losesItsAgent,
        this::hasABadBuild,
        this::allHaveABadBuild,
        this::loadRamps,
        this::beatsAreLost,
        this::beatsAreLate,
        this::beatsComeTwice);
  }

  private Fault freezes(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return new Fault(at, lasts, server.name() + " freezes", server::freeze, server::thaw);
  }

  private Fault hangs(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return Fault.once(at, lasts, server.name() + " hangs", () -> server.becomes(App.HUNG));
  }

  private Fault burns(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return Fault.once(at, lasts, server.name() + " burns CPU", () -> server.becomes(App.BUSY));
  }

  private Fault losesItsAgent(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return Fault.once(at, lasts, "the agent of " + server.name() + " dies", server::killAgent);
  }

  private Fault hasABadBuild(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return new Fault(
        at,
        lasts,
        "a bad build on " + server.name(),
        () -> server.deploy(true),
        () -> server.deploy(false));
  }

  private Fault allHaveABadBuild(Duration at, Duration lasts) {
    List<SimulatedServer> apps = victims.apps();
    return new Fault(
        at,
        lasts,
        "a bad build on all",
        () -> apps.forEach(server -> server.deploy(true)),
        () -> apps.forEach(server -> server.deploy(false)));
  }

  /** One server after the other has more to do than it can. */
  private Fault loadRamps(Duration at, Duration lasts) {
    List<SimulatedServer> apps = victims.apps();
    Duration step = lasts.dividedBy(2L * apps.size());
    return new Fault(
        at,
        lasts,
        "the load rises",
        () -> {
          for (int i = 0; i < apps.size(); i++) {
            SimulatedServer server = apps.get(i);
            victims.world().queue().after(step.multipliedBy(i), () -> server.load(true));
          }
        },
        () -> apps.forEach(server -> server.load(false)));
  }

  private Fault beatsAreLost(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return Fault.once(
        at, lasts, "heartbeats of " + server.name() + " are lost", () -> server.mute(lasts));
  }

  private Fault beatsAreLate(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return new Fault(
        at,
        lasts,
        "heartbeats of " + server.name() + " are late",
        () -> server.delayBeats(LATE),
        () -> server.delayBeats(Duration.ZERO));
  }

  /** As by a retry without end: they come in when their server says nothing any more. */
  private Fault beatsComeTwice(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return Fault.once(
        at,
        lasts,
        "old heartbeats of " + server.name() + " come in again",
        () -> server.repeatBeats(lasts));
  }
}
