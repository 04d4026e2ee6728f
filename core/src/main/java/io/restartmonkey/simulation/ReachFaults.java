package io.restartmonkey.simulation;

import io.restartmonkey.simulation.Fault.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What keeps runs from doing their work: SSH, failing tasks, the provider. */
final class ReachFaults {
  /** What names of tasks begin with. */
  private static final List<String> ROLES =
      List.of(
          "preflight",
          "traffic",
          "service_control",
          "provider_cloud",
          "smoke_test",
          "app",
          "agent",
          "redis");

  /** Makes hours of minutes, about. */
  private static final int HOURS = 10;

  private final FaultTargets victims;

  /**
   * @param victims draws which servers cannot be reached
   */
  ReachFaults(FaultTargets victims) {
    this.victims = victims;
  }

  /** The kinds; what is likelier is there more often. */
  List<Kind> kinds() {
    return List.of(
        this::sshIsCut,
        this::sshIsSlow,
        this::connectionDies,
        this::taskFails,
        this::taskFails,
        this::providerFails,
        this::providerFails,
        this::powerCannotBeSwitched,
        this::allAreCutOff);
  }

  private World world() {
    return victims.world();
  }

  private Fault sshIsCut(Duration at, Duration lasts) {
    String name =
        victims.one(
            Stream.concat(
                    victims.apps().stream().map(SimulatedServer::name),
                    world().proxies().stream().map(SimulatedProxy::name))
                .toList());
    return new Fault(
        at,
        lasts,
        "SSH to " + name + " is cut",
        () -> world().cutSsh(name),
        () -> world().mendSsh(name));
  }

  private Fault sshIsSlow(Duration at, Duration lasts) {
    return new Fault(
        at, lasts, "SSH is slow", () -> world().slowSsh(true), () -> world().slowSsh(false));
  }

  /** What was to be done is done, but nobody hears of it. */
  private Fault connectionDies(Duration at, Duration lasts) {
    return new Fault(
        at,
        lasts,
        "the connection of the next task on a server dies",
        () -> world().loseConnection(true),
        () -> world().loseConnection(false));
  }

  private Fault taskFails(Duration at, Duration lasts) {
    String role = victims.one(ROLES);
    return Fault.once(
        at,
        lasts,
        "the next task of " + role + " fails, whenever it comes",
        () -> world().failAt(Optional.of(role)));
  }

  private Fault providerFails(Duration at, Duration lasts) {
    List<Provider.Trouble> all = List.of(Provider.Trouble.values());
    Provider.Trouble trouble = victims.one(all.subList(1, all.size()));
    return new Fault(
        at,
        lasts,
        "the provider " + trouble,
        () -> world().provider().has(trouble),
        () -> world().provider().has(Provider.Trouble.NONE));
  }

  /** A server that hangs meanwhile cannot be helped by it. */
  private Fault powerCannotBeSwitched(Duration at, Duration lasts) {
    List<Provider.Switch> all = List.of(Provider.Switch.values());
    Provider.Switch power = victims.one(all.subList(1, all.size()));
    SimulatedServer server = victims.server();
    return new Fault(
        at,
        lasts.multipliedBy(HOURS),
        "the power switch of the provider " + power + ", and " + server.name() + " freezes",
        () -> {
          world().provider().power(power);
          server.freeze();
        },
        () -> {
          world().provider().power(Provider.Switch.WORKS);
          server.thaw();
        });
  }

  private Fault allAreCutOff(Duration at, Duration lasts) {
    return Fault.once(at, lasts, "no server is heard of or let in", () -> world().cutOff(lasts));
  }
}
