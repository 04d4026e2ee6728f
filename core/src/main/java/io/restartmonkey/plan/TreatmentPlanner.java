package io.restartmonkey.plan;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.RestartHow;
import io.restartmonkey.term.Command;
import io.restartmonkey.term.Option;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans what is done about one server. Immutable. */
public final class TreatmentPlanner {
  /** What the name of a surge server ends with, after the name of the server it is like. */
  public static final String SURGE = "-surge";

  private static final int MAX_REPLACEMENTS = 1000;
  private static final Pattern NUMBER = Pattern.compile("-[0-9]{1,4}");

  private final Path playbooks;
  private final Predicate<Server> isLocal;
  private final boolean localAllowed;
  private final Duration freshness;

  /**
   * A planner for the servers of one cluster.
   *
   * @param playbooks the folder of the playbooks
   * @param isLocal recognises the machine that this runs on
   * @param localAllowed whether that machine may be treated
   * @param freshness how old a heartbeat may be for its server to count as running
   */
  public TreatmentPlanner(
      Path playbooks, Predicate<Server> isLocal, boolean localAllowed, Duration freshness) {
    this.playbooks = playbooks;
    this.isLocal = isLocal;
    this.localAllowed = localAllowed;
    this.freshness = freshness;
  }

  /** Plans a remedy for the server of this name, or refuses. */
  public Planning plan(Remedy remedy, String name, ClusterSnapshot snapshot) {
    Optional<Server> server =
        snapshot.registered().stream().filter(s -> s.name().equals(name)).findFirst();
    Optional<String> refusal =
        server.isPresent()
            ? refusal(remedy, server.get(), snapshot)
            : refusalOfUnregistered(remedy, name, snapshot);
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    List<Step> steps = steps(remedy, name, server, snapshot);
    return misnamed(steps)
        .map(made -> refused(made + " would be too long a name; give " + name + " a shorter one"))
        .orElseGet(() -> new Planning.Ready(new Plan(steps, List.of())));
  }

  private static Optional<String> refusalOfUnregistered(
      Remedy remedy, String name, ClusterSnapshot snapshot) {
    if (remedy != Remedy.RETIRE) {
      return Optional.of(
          "there is no registered server '%s'; see: %s"
              .formatted(name, Command.SHOW_CLUSTER.with()));
    }
    return provider(Optional.empty(), name, snapshot).isPresent()
        ? Optional.empty()
        : Optional.of(
            "there is no telling which provider made %s; take it away yourself: %s -e provider=NAME"
                .formatted(name, Playbooks.retire(name)));
  }

  private Optional<String> refusal(Remedy remedy, Server server, ClusterSnapshot snapshot) {
    if (isLocal.test(server) && !localAllowed) {
      return Optional.of(
          "%s is the machine that this runs on: treating it would end the run; set %s, or run from elsewhere"
              .formatted(server.name(), Option.LOCAL_ALLOWED));
    }
    return remedy == Remedy.RETIRE
        ? Optional.empty()
        : twin(server, snapshot)
            .map(
                twin ->
                    "%s and %s share the address %s, so one would be restarted for the other; register them anew"
                        .formatted(server.name(), twin.name(), twin.address()));
  }

  /** A server that a step makes, and whose name could not be registered. */
  private static Optional<String> misnamed(List<Step> steps) {
    return steps.stream()
        .flatMap(step -> step.made().stream())
        .filter(made -> !isName(made))
        .findAny();
  }

  private static boolean isName(String name) {
    try {
      return Syntax.serverName(name).equals(name);
    } catch (RecordRefusedException e) {
      return false;
    }
  }

  private static Optional<Server> twin(Server server, ClusterSnapshot snapshot) {
    return snapshot.registered().stream()
        .filter(other -> !other.name().equals(server.name()))
        .filter(other -> other.address().equals(server.address()))
        .findFirst();
  }

  private List<Step> steps(
      Remedy remedy, String name, Optional<Server> server, ClusterSnapshot snapshot) {
    TreatmentSteps treatment = new TreatmentSteps(playbooks, name, server, snapshot.cluster());
    return switch (remedy) {
      case RESTART_SERVICE ->
          List.of(treatment.restart(RestartHow.SERVICE, "Restart the service of " + name));
      case REBOOT -> List.of(treatment.restart(RestartHow.REBOOT, "Reboot " + name));
      case POWER_CYCLE -> List.of(treatment.restart(RestartHow.POWER_CYCLE, "Power-cycle " + name));
      case RESTORE ->
          List.of(treatment.restart(RestartHow.NONE, "Give " + name + " its traffic back"));
      case RESTART_AGENT -> List.of(treatment.restartAgent());
      case ADD_SURGE -> List.of(treatment.add(name + SURGE, name, true));
      case RETIRE ->
          List.of(treatment.retire("01-retire", false, provider(server, name, snapshot)));
      case REPLACE -> {
        Step add = treatment.add(freeName(name, snapshot), model(name, server, snapshot), false);
        yield List.of(
            add, treatment.retire("02-retire", true, Optional.empty()).withAfter(add.id()));
      }
    };
  }

  /** What a replacement is made like: a peer that runs, as the server itself may answer nobody. */
  private String model(String name, Optional<Server> server, ClusterSnapshot snapshot) {
    return snapshot.live(freshness).stream()
        .filter(peer -> !peer.name().equals(name))
        .filter(peer -> server.filter(s -> s.groups().equals(peer.groups())).isPresent())
        .map(Server::name)
        .findFirst()
        .orElse(name);
  }

  /**
   * The provider of a server that is not registered is that of the server it was made for: {@code
   * app1-surge} and {@code app1-2} for {@code app1}. Where that is gone too, it is the one of all
   * others, if they have one in common.
   */
  private static Optional<String> provider(
      Optional<Server> server, String name, ClusterSnapshot snapshot) {
    if (server.isPresent()) {
      return Optional.empty();
    }
    Set<String> all =
        snapshot.registered().stream().map(Server::provider).collect(Collectors.toSet());
    return snapshot.registered().stream()
        .filter(s -> isNamedAfter(name, s.name()))
        .map(Server::provider)
        .findFirst()
        .or(() -> all.size() == 1 ? all.stream().findFirst() : Optional.empty());
  }

  /**
   * Whether a server has a name that is given to one that is made for another, as app1-2 and
   * app1-surge for app1. One that was not made so may have such a name, too: who made whom for what
   * is known from the ledger alone.
   */
  public static boolean isNamedAfter(String candidate, String name) {
    return candidate.startsWith(name)
        && (candidate.equals(name + SURGE)
            || NUMBER.matcher(candidate.substring(name.length())).matches());
  }

  /**
   * app2 is followed by app2-2, that by app2-2-2: app-1 is followed by app-1-2, as app-2 may be a
   * server that is out of the registry just now.
   */
  private static String freeName(String name, ClusterSnapshot snapshot) {
    Set<String> taken =
        snapshot.registered().stream().map(Server::name).collect(Collectors.toSet());
    return Stream.iterate(2, n -> n < MAX_REPLACEMENTS, n -> n + 1)
        .map(n -> name + "-" + n)
        .filter(candidate -> !taken.contains(candidate))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no name is free for a replacement of " + name));
  }

  private static Planning refused(String reason) {
    return new Planning.Refused(List.of(Refusal.cluster(reason)));
  }
}
