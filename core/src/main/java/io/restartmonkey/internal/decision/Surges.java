package io.restartmonkey.internal.decision;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.plan.TreatmentPlanner;
import io.restartmonkey.term.Option;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Servers that come and go: surge servers, replaced ones, and what is left of either. */
final class Surges {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final GuardPolicy policy;
  private final DecisionInput now;
  private final Ledger ledger;
  private final Fleet fleet;
  private final Proposals findings;
  private final BackOff backOff;
  private final Instant anHourAgo;

  Surges(GuardPolicy policy, DecisionInput now, Fleet fleet, Proposals findings) {
    this.policy = policy;
    this.now = now;
    this.ledger = now.ledger();
    this.fleet = fleet;
    this.findings = findings;
    this.backOff = new BackOff(policy, now.now());
    this.anHourAgo = now.now().minus(HOUR);
  }

  /**
   * A server is registered last of all and forgotten before it is destroyed: so a registered one is
   * whole, and goes only if another was made in its place, and serves.
   */
  void takeAwayWhatIsLeft() {
    ledger.leftovers(policy.keepSurge()).stream()
        .filter(name -> !fleet.isRegistered(name))
        .forEach(
            name ->
                takeAway(
                    name, "it is not registered, and was to be made or to go", Optional.empty()));
    fleet.superseded().stream()
        .map(Server::name)
        .forEach(
            name ->
                takeAway(
                    name,
                    "another was made in its place",
                    fleet.isReplaced(name)
                        ? Optional.empty()
                        : Optional.of("nobody serves in its place")));
  }

  /** Why no surge server can be made for a server. */
  Optional<String> obstacle(Server server) {
    Optional<String> unable = Optional.ofNullable(now.unable(server).get(Remedy.ADD_SURGE));
    if (unable.isPresent()) {
      return unable;
    }
    String surge = server.name() + TreatmentPlanner.SURGE;
    if (fleet.isRegistered(surge)) {
      return Optional.of(surge + " is there already, which is not enough");
    }
    long there = fleet.surgeServers().size() + unregisteredBut(surge);
    return there >= policy.maxSurge()
        ? Optional.of("there are %d surge servers already".formatted(there))
        : Optional.empty();
  }

  /** Surge servers that may be there although nobody registered them, but for one. */
  private long unregisteredBut(String surge) {
    return ledger.leftovers(policy.keepSurge()).stream()
        .filter(name -> name.endsWith(TreatmentPlanner.SURGE) && !name.equals(surge))
        .filter(name -> !fleet.isRegistered(name))
        .count();
  }

  /**
   * Without a server too few would be left: makes a surge server first, or says why it cannot.
   *
   * @param services the services that too few would serve in
   * @param rung what would be done about the server
   * @param reason why
   */
  void surge(Server server, String services, Remedy rung, String reason) {
    String name = server.name();
    String few = "fewer than %d would serve in %s".formatted(policy.floor(), services);
    Optional<String> obstacle = obstacle(server);
    if (obstacle.isPresent()) {
      hold(name, rung, reason, few + ", and " + obstacle.get());
      return;
    }
    Optional<Treatment> last = ledger.last(name, Remedy.ADD_SURGE);
    last.filter(t -> !t.isDone())
        .ifPresent(
            t ->
                findings.tell(
                    "no-surge " + name,
                    "%s needs a restart (%s), but %s, and %s; this is tried again by itself",
                    name,
                    reason,
                    few,
                    Labels.of(t)));
    findings.propose(
        Proposal.of(Remedy.ADD_SURGE, name, reason + "; " + few)
            .heldBy(enoughMade(name))
            .heldBy(
                backOff.wait(
                    ledger.tries(name, Remedy.ADD_SURGE, anHourAgo),
                    last.map(Treatment::endedAt))));
  }

  private void hold(String name, Remedy rung, String reason, String why) {
    findings.tell(
        "capacity " + name,
        "%s needs a restart (%s), but %s; add a server, or set %s",
        name,
        reason,
        why,
        Option.OUTAGE_ALLOWED);
    findings.propose(Proposal.of(rung, name, reason).heldBy(Optional.of(why)));
  }

  /** Why no further surge server is made for a server: it got as many as allowed. Tells of it. */
  private Optional<String> enoughMade(String name) {
    int inAnHour = ledger.successes(name, Remedy.ADD_SURGE, anHourAgo);
    int inADay = ledger.successes(name, Remedy.ADD_SURGE, now.now().minus(DAY));
    boolean often = inAnHour >= policy.attemptsPerHour();
    if (!often && inADay < policy.budgets().perDay()) {
      return Optional.empty();
    }
    String got =
        "%d surge servers within %s"
            .formatted(often ? inAnHour : inADay, often ? "an hour" : "a day");
    findings.tell(
        "load " + name,
        "%s got %s, and needs one again: that is rather load; add a server for good",
        name,
        got);
    return Optional.of("it got " + got);
  }

  void retireWhatIsNoLongerNeeded() {
    if (!policy.keepSurge()) {
      fleet.surgeServers().forEach(this::retire);
      fleet
          .nobodysSurgeServers()
          .forEach(
              surge ->
                  findings.tell(
                      "surge " + surge.name(),
                      "%s is registered in group surge, and no run is known that made it, so it stays; take it away: %s",
                      surge.name(),
                      Playbooks.retire(surge.name())));
    }
  }

  private void takeAway(String name, String reason, Optional<String> obstacle) {
    Optional<String> wait = obstacle.or(() -> waitToRetire(name));
    if (wait.isPresent()) {
      findings.tell(
          "leftover " + name,
          "%s could not be taken away yet%s; look at its provider",
          name,
          obstacle
              .or(() -> ledger.last(name, Remedy.RETIRE).map(Treatment::problem))
              .filter(problem -> !problem.isEmpty())
              .map(problem -> " (" + problem + ")")
              .orElse(""));
    }
    findings.propose(Proposal.of(Remedy.RETIRE, name, reason).heldBy(wait));
  }

  private void retire(Server surge) {
    String principal = fleet.principal(surge);
    boolean over = surge.registered().plus(policy.surgeLease()).isBefore(now.seenAt());
    boolean needless =
        !fleet.isRegistered(principal)
            || (fleet.isHealthy(principal) && !isYoung(surge, principal));
    if (!over && !needless) {
      return;
    }
    List<String> services = Fleet.services(surge, policy.services());
    boolean enough =
        services.stream().allMatch(service -> fleet.serving(service, surge) >= policy.floor());
    if (over && !enough) {
      findings.tell(
          "surge " + surge.name(),
          "%s has outlived its lease, but without it too few would serve; mend %s",
          surge.name(),
          principal);
    }
    findings.propose(
        Proposal.of(
                Remedy.RETIRE,
                surge.name(),
                over ? "its lease is over" : principal + " serves again")
            .heldBy(enough ? Optional.empty() : Optional.of("too few others serve"))
            .heldBy(waitToRetire(surge.name())));
  }

  /** After a try that failed; one that worked is over, and this is about another server. */
  private Optional<String> waitToRetire(String name) {
    return backOff.wait(
        ledger.tries(name, Remedy.RETIRE, anHourAgo),
        ledger.last(name, Remedy.RETIRE).filter(t -> !t.isDone()).map(Treatment::endedAt));
  }

  /** A cure must prove itself before what stood in for it goes. */
  private boolean isYoung(Server surge, String principal) {
    return ledger
        .lastCure(principal)
        .map(cured -> now.now().isBefore(cured.plus(policy.observation())))
        .orElse(now.seenAt().isBefore(surge.registered().plus(policy.observation())));
  }
}
