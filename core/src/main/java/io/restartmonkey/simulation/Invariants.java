package io.restartmonkey.simulation;

import static java.util.Comparator.comparing;

import com.google.common.collect.Sets;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.RestartHow;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What must hold whatever happens, checked on the cluster as it really is.
 *
 * <ul>
 *   <li>I1 nothing that a monitor does leaves fewer servers of a service serving than its floor,
 *       and nobody stops a server that gets requests; a server that broke within the last seconds
 *       still counts, as nobody can know yet;
 *   <li>I2 no run changes a server or a proxy that a run which began later has changed, none begins
 *       a step while another has the lease, and no monitor acts beside a restart of the cluster
 *       that its machine or Redis knows to be half-way, unless it has come to its end and a full
 *       disk has kept no word of that;
 *   <li>I3 a server is out of traffic for {@value #PATIENCE_MINUTES} minutes at most, or an alert
 *       says so; while a restart of the cluster goes on, this does not count, nor does I4;
 *   <li>I4 there are no more surge servers than allowed, and none for longer than its lease, or an
 *       alert says so;
 *   <li>I5 what a run is given are names, numbers and words of ours;
 *   <li>I6 a step that its journal calls done, or whose playbook came to a good end, is not begun
 *       again, whoever resumes its run;
 *   <li>I7 while most servers are silent, no monitor restarts or replaces anything;
 *   <li>I9 no server and no service gets more cures in an hour or a day than its budgets, see
 *       {@link CureCount};
 *   <li>I10 every ladder has an end: what cannot be done to a server is not tried for ever.
 * </ul>
 *
 * <p>I3 and I4 are looked at after every event, the others whenever something is begun or changed:
 * nothing else can break them. A monitor that fails by its own doing breaks I3, as its alerts are
 * worth nothing.
 */
final class Invariants {
  private static final int PATIENCE_MINUTES = 25;
  private static final Duration PATIENCE = Duration.ofMinutes(PATIENCE_MINUTES);

  /** What HAProxy's checks need to see that a server no longer answers, and a poll more. */
  private static final Duration UNSEEN = Duration.ofSeconds(10);

  /** A switch that cannot act is asked twice by each of at most three monitors that forget. */
  private static final int MAX_IN_VAIN = 6;

  private static final Pattern OURS = Pattern.compile("[a-zA-Z0-9_./-]{1,100}");

  /** Alerts that tell of all servers at once. */
  private static final Set<String> OF_ALL =
      Set.of(
          "cannot-see",
          "cannot-settle",
          "tick",
          "mass-silence",
          "mass-down",
          "half-way",
          "stopped",
          "traffic-unseen");

  /**
   * Who changes something.
   *
   * @param run the run
   * @param launcher the process that goes on with it: whoever resumes it knows that others came
   */
  private record Actor(String run, MachineProcess launcher) {
    static Actor of(PlaybookProcess process) {
      return new Actor(process.runId(), process.launcher());
    }

    @Override
    public String toString() {
      return run;
    }
  }

  private final World estate;
  private final MonitorPolicy policy;
  private final Supplier<Collection<String>> openAlerts;
  private final Supplier<Collection<String>> quarantined;
  private final BooleanSupplier watched;
  private final BooleanSupplier restarted;
  private final Map<String, Duration> outSince = new HashMap<>();
  private final Map<String, Duration> surgeSince = new HashMap<>();
  private Optional<String> violation = Optional.empty();
  private final Map<Actor, Integer> order = new HashMap<>();
  private final Map<String, Actor> newest = new HashMap<>();
  private final Map<String, Integer> askedInVain = new HashMap<>();
  private boolean wasWatched;
  private int changes;
  private final CureCount cures;

  Invariants(
      World estate,
      MonitorPolicy policy,
      Supplier<Collection<String>> openAlerts,
      Supplier<Collection<String>> quarantined,
      BooleanSupplier watched,
      BooleanSupplier restarted) {
    this.estate = estate;
    this.policy = policy;
    this.openAlerts = openAlerts;
    this.quarantined = quarantined;
    this.watched = watched;
    this.restarted = restarted;
    this.cures = new CureCount(estate.agenda(), policy.guards());
  }

  /** What is known of cures so far, by whoever is there. */
  CureCount cures() {
    return cures;
  }

  /** The first thing that did not hold. */
  Optional<String> violation() {
    return violation;
  }

  /** How many changes were made to the cluster. */
  int changes() {
    return changes;
  }

  /** A monitor failed by its own doing. */
  void failed(String how) {
    broken("I3", how);
  }

  Set<String> services() {
    return policy.guards().services();
  }

  /** A run is about to begin. */
  void begins(PlaybookProcess process) {
    order.putIfAbsent(Actor.of(process), order.size());
    PlaybookRun run = process.run();
    run.variables().forEach((name, value) -> mustBeOurs(name, value));
    run.targets().forEach(target -> mustBeOurs(Variables.TARGET, target));
    run.inventory().servers().forEach(server -> mustBeOurs("address", server.address()));
    mustBeAlone(process);
    mustBeNew(process);
    if (isDrastic(run) && isMostlySilent()) {
      broken("I7", "%s begins while most servers are silent".formatted(process.runId()));
    }
  }

  private static boolean isDrastic(PlaybookRun run) {
    return switch (String.valueOf(run.playbook().getFileName())) {
      case Playbooks.RESTART_SERVER ->
          !RestartHow.NONE.equals(run.variables().get(Variables.RESTART_HOW));
      case Playbooks.ADD_SERVER -> true;
      default -> false;
    };
  }

  /** Whoever has the lease, or stopped the cluster half-way, is not disturbed. */
  private void mustBeAlone(PlaybookProcess process) {
    Optional<String> holder = estate.redis().lease().holder();
    if (holder.isPresent()
        && !holder.get().equals(process.runId())
        && !process.machine().isCutOff()) {
      broken("I2", "%s begins while %s has the lease".formatted(process.runId(), holder.get()));
    }
    MachineJournals journals = process.machine().journals();
    Optional<String> halfWay = journals.halfWay().filter(runId -> !journals.get(runId).isDone());
    if (halfWay.isPresent() && !journals.isOfCluster(process.runId())) {
      broken("I2", "%s begins while %s is half-way".formatted(process.runId(), halfWay.get()));
    }
    if (estate.redis().isUp() && !process.machine().isCutOff()) {
      estate
          .redis()
          .halfWay()
          .filter(known -> !known.isOver() && !journals.isOfCluster(process.runId()))
          .ifPresent(
              known ->
                  broken(
                      "I2",
                      "%s begins while %s is half-way on %s"
                          .formatted(process.runId(), known.runId(), known.machine())));
    }
  }

  private void mustBeNew(PlaybookProcess process) {
    if (process.machine().journals().done(process.runId()).contains(process.stepId())) {
      broken("I6", "%s %s is done again".formatted(process.runId(), process.stepId()));
    }
    process
        .machine()
        .outcome(process.run().folder())
        .filter(PlaybookOutcome::isSuccess)
        .ifPresent(
            outcome ->
                broken(
                    "I6",
                    "%s %s succeeded, and is done again"
                        .formatted(process.runId(), process.stepId())));
  }

  private boolean isMostlySilent() {
    Duration limit = policy.health().hungAfter().plus(policy.health().interval().multipliedBy(3));
    Set<String> known = new HashSet<>(quarantined.get());
    List<Server> all =
        estate.redis().registered().stream().filter(s -> !known.contains(s.name())).toList();
    long silent =
        all.stream()
            .filter(
                server ->
                    estate.server(server.name()).stream()
                        .flatMap(s -> s.heartbeat().stream())
                        .noneMatch(beat -> beat.age(estate.redis().now()).compareTo(limit) < 0))
            .count();
    return silent > 1 && 2 * silent > all.size();
  }

  private void mustBeOurs(String name, Object value) {
    boolean ours =
        value instanceof Boolean
            || value instanceof Number
            || (value instanceof String text && OURS.matcher(text).matches())
            || (value instanceof List<?> list
                && list.stream().allMatch(e -> OURS.matcher(String.valueOf(e)).matches()));
    if (!ours) {
      broken("I5", "%s is %s".formatted(name, value));
    }
  }

  /** A run is about to change something. */
  void changes(PlaybookProcess process, String what) {
    changes++;
    Actor run = Actor.of(process);
    Actor last =
        newest.merge(
            what, run, BinaryOperator.maxBy(comparing(actor -> order.getOrDefault(actor, 0))));
    if (!last.equals(run)) {
      broken("I2", "%s changes %s, as %s has, which began later".formatted(run, what, last));
    }
  }

  /** A proxy is about to send it nothing more. */
  void losesTraffic(SimulatedServer server) {
    cures.losesTraffic(server);
    if (!estate.serves(server)) {
      return;
    }
    for (String service : Sets.intersection(server.server().groups(), services())) {
      long others =
          estate.servers().stream()
              .filter(other -> other != server && other.exists() && other.isIn(service))
              .filter(this::servesOrSeemsTo)
              .count();
      if (others < policy.guards().floor() && !policy.guards().outageAllowed()) {
        broken(
            "I1",
            "%s is taken out of traffic, and %d others of %s serve"
                .formatted(server.name(), others, service));
      }
    }
  }

  private boolean servesOrSeemsTo(SimulatedServer server) {
    return estate.serves(server)
        || (!server.answers()
            && server.brokenFor().compareTo(UNSEEN) < 0
            && estate.proxies().stream().anyMatch(proxy -> proxy.sends(server.name())));
  }

  /** Its service, or itself, is about to be stopped. */
  void stops(SimulatedServer server) {
    boolean hasTraffic = estate.proxies().stream().anyMatch(proxy -> proxy.sends(server.name()));
    if (server.answers() && hasTraffic) {
      broken("I1", server.name() + " is stopped while it gets requests");
    }
  }

  /** A power switch that cannot act was asked to. */
  void asksInVain(String name) {
    if (askedInVain.merge(name, 1, Integer::sum) > MAX_IN_VAIN) {
      broken("I10", name + " is to be power-cycled again and again, which cannot be");
    }
  }

  /** A monitor is about to restart it. */
  void restarts(SimulatedServer server) {
    cures.restarts(server).ifPresent(what -> broken("I9", what));
    stops(server);
  }

  void makes(SimulatedServer server, boolean surge) {
    if (!surge) {
      return;
    }
    surgeSince.put(server.name(), estate.agenda().wall());
    long all = surgeSince.keySet().stream().filter(name -> estate.server(name).isPresent()).count();
    if (all > policy.guards().maxSurge()) {
      broken("I4", "there are %d surge servers".formatted(all));
    }
  }

  void destroys(SimulatedServer server) {
    surgeSince.remove(server.name());
  }

  /** What holds at every moment. */
  void check() {
    Duration now = estate.agenda().wall();
    askedInVain.keySet().removeIf(name -> estate.server(name).filter(estate::serves).isPresent());
    Set<String> out = new HashSet<>();
    for (SimulatedProxy proxy : estate.proxies()) {
      out.addAll(proxy.drained());
    }
    out.removeIf(name -> estate.server(name).isEmpty());
    outSince.keySet().retainAll(out);
    Duration due = now.minus(policy.guards().surgeLease());
    boolean isWatched = watched.getAsBoolean();
    if (!isWatched || !wasWatched) {
      outSince.replaceAll((name, since) -> now); // Nobody is there who could do or tell anything.
    }
    wasWatched = isWatched;
    if (restarted.getAsBoolean()) { // Nobody may do anything.
      outSince.replaceAll((name, since) -> now);
      surgeSince.replaceAll((name, since) -> later(since, due));
    }
    for (String name : out) {
      Duration since = outSince.computeIfAbsent(name, n -> now);
      if (isTold(name)) {
        outSince.put(name, now); // Whoever was told knows, also when the teller dies.
      } else if (now.minus(since).compareTo(PATIENCE) > 0) {
        broken(
            "I3",
            "%s is out of traffic since %s, and nobody is told"
                .formatted(name, Trace.words(since)));
      }
    }
    if (!policy.guards().keepSurge()) {
      surgeSince.replaceAll((name, since) -> isTold(name) ? later(since, due) : since);
      surgeSince.forEach(
          (name, since) -> {
            if (due.minus(since).compareTo(PATIENCE) > 0) {
              broken("I4", "%s has outlived its lease, and nobody is told".formatted(name));
            }
          });
    }
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private boolean isTold(String server) {
    return openAlerts.get().stream()
        .anyMatch(key -> key.endsWith(" " + server) || OF_ALL.stream().anyMatch(key::startsWith));
  }

  private void broken(String invariant, String what) {
    if (violation.isEmpty()) {
      violation = Optional.of(invariant + ": " + what);
    }
  }
}
