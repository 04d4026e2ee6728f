package io.restartmonkey.simulation;

import io.restartmonkey.simulation.Fault.Kind;
import io.restartmonkey.simulation.SimulatedProxy.Part;
import io.restartmonkey.simulation.SimulatedProxy.Traffic;
import java.time.Duration;
import java.util.List;

/** What goes wrong with proxies, and what people do to them by hand. */
final class ProxyFaults {
  private static final Duration LATER = Duration.ofMinutes(1);

  private final FaultTargets victims;

  /**
   * @param victims draws which ones, and which of their servers
   */
  ProxyFaults(FaultTargets victims) {
    this.victims = victims;
  }

  /** The kinds. */
  List<Kind> kinds() {
    return List.of(
        this::isDown,
        this::takesNoChanges,
        this::isCutOffInAChange,
        this::isReloaded,
        this::drainsForSomebody,
        this::isDrainedPastItsFile,
        this::hasItsFileChanged);
  }

  private Fault isDown(Duration at, Duration lasts) {
    SimulatedProxy proxy = victims.proxy();
    return new Fault(at, lasts, proxy.name() + " is down", proxy::goDown, proxy::start);
  }

  private Fault takesNoChanges(Duration at, Duration lasts) {
    SimulatedProxy proxy = victims.proxy();
    return new Fault(
        at,
        lasts,
        proxy.name() + " takes no changes",
        () -> proxy.refuseChanges(true),
        () -> proxy.refuseChanges(false));
  }

  private Fault isCutOffInAChange(Duration at, Duration lasts) {
    SimulatedProxy proxy = victims.proxy();
    Part part = victims.one(List.of(Part.values()));
    return Fault.once(
        at,
        lasts,
        "the next change of %s comes as far as its %s".formatted(proxy.name(), part),
        () -> proxy.changeOnly(part));
  }

  private Fault isReloaded(Duration at, Duration lasts) {
    SimulatedProxy proxy = victims.proxy();
    return Fault.once(at, lasts, proxy.name() + " is reloaded", proxy::reload);
  }

  private Fault drainsForSomebody(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    return new Fault(
        at,
        lasts,
        "somebody takes " + server.name() + " out of traffic",
        () -> byHand(server, () -> setEverywhere(server, Traffic.DRAINED)),
        () -> putBack(server));
  }

  /** Not while a run has it: whoever asks for the status sees that. */
  private void putBack(SimulatedServer server) {
    boolean isTreated =
        victims.monkeys().stream()
            .flatMap(monkey -> monkey.machine().processes().stream())
            .anyMatch(process -> process.run().targets().contains(server.name()));
    if (isTreated) {
      victims.world().queue().after(LATER, () -> putBack(server));
    } else {
      setEverywhere(server, Traffic.READY);
    }
  }

  private Fault isDrainedPastItsFile(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    SimulatedProxy proxy = victims.proxy();
    return Fault.once(
        at,
        lasts,
        "somebody drains %s past the file of %s".formatted(server.name(), proxy.name()),
        () -> byHand(server, () -> proxy.setRuntime(server.name(), Traffic.DRAINED)));
  }

  private Fault hasItsFileChanged(Duration at, Duration lasts) {
    SimulatedServer server = victims.server();
    SimulatedProxy proxy = victims.proxy();
    return Fault.once(
        at,
        lasts,
        "somebody disables %s in the file of %s alone".formatted(server.name(), proxy.name()),
        () -> byHand(server, () -> proxy.setFile(server.name(), Traffic.DRAINED)));
  }

  /** Somebody does that by hand, if it leaves others of the service that serve. */
  private void byHand(SimulatedServer server, Runnable act) {
    World world = victims.world();
    boolean othersServe =
        world.servers().stream()
            .filter(other -> other != server && other.exists() && world.serves(other))
            .anyMatch(
                other ->
                    victims.services().stream().anyMatch(s -> other.isIn(s) && server.isIn(s)));
    if (server.exists() && othersServe) {
      act.run();
    }
  }

  private void setEverywhere(SimulatedServer server, Traffic traffic) {
    for (SimulatedProxy proxy : victims.world().proxies()) {
      if (proxy.takesChanges() && proxy.has(server.name())) {
        proxy.setFile(server.name(), traffic);
        proxy.setRuntime(server.name(), traffic);
      }
    }
  }
}
