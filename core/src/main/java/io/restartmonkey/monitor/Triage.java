package io.restartmonkey.monitor;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what could be done, the most urgent first.
 *
 * <ol>
 *   <li>What is left of a server that was to be made or to go, in vain, is taken away.
 *   <li>A server that was not brought back gets what its {@link Ladder} says next; past the last
 *       rung it goes into quarantine. The ladder is climbed without a pause, but what was not the
 *       server's fault is tried again with growing pauses.
 *   <li>A hung server is cured: by the power switch if SSH does not answer, else by the first rung.
 *   <li>An overloaded server is restarted if enough others serve; if none would be left, an extra
 *       one is made first.
 *   <li>A dead agent is restarted.
 *   <li>An extra server goes when the one that it stands in for serves again.
 * </ol>
 *
 * <p>A server that needs another cure within the hour gets the next rung, after a pause that
 * doubles; more cures in an hour than allowed, and it goes into quarantine. For one decision.
 */
final class Triage {
  private static final Duration HOUR = Duration.ofHours(1);

  /** The provider of servers that nobody but a person can make. */
  private static final String NO_PROVIDER = "manual";

  private final GuardPolicy policy;
  private final Circumstances now;
  private final Ledger ledger;
  private final Fleet fleet;
  private final Ladder ladder;
  private final List<Proposal> proposals = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private final Map<String, String> quarantine = new LinkedHashMap<>();

  Triage(GuardPolicy policy, Circumstances now) {
    this.policy = policy;
    this.now = now;
    this.ledger = now.ledger();
    this.fleet = new Fleet(now);
    this.ladder = new Ladder(policy.ladder());
    ledger
        .quarantined()
        .forEach(
            (server, why) ->
                conditions.add(
                    new Condition(
                        "quarantine " + server,
                        "%s is in quarantine: %s; mend it, then: restart-monkey quarantine clear %s"
                            .formatted(server, why, server))));
    // It is registered last of all and forgotten before it is destroyed: so a registered one is
    // whole.
    ledger.leftovers().stream().filter(name -> !fleet.isRegistered(name)).forEach(this::takeAway);
    fleet.inTrouble().stream().filter(this::isOurs).forEach(this::climb);
    List<Server> odd = now.servers().stream().filter(this::isOdd).toList();
    odd.forEach(this::cureHung);
    odd.forEach(this::cureOverloaded);
    odd.forEach(this::cureAgent);
    fleet.extras().forEach(this::retire);
  }

  List<Proposal> proposals() {
    return List.copyOf(proposals);
  }

  List<Condition> conditions() {
    return List.copyOf(conditions);
  }

  Map<String, String> quarantine() {
    return Map.copyOf(quarantine);
  }

  private void takeAway(String name) {
    Optional<String> wait = backOff(ledger.tries(name, Remedy.RETIRE, anHourAgo()), lastTry(name));
    if (wait.isPresent()) {
      conditions.add(
          new Condition(
              "leftover " + name,
              "what is left of %s could not be taken away yet; look at its provider"
                  .formatted(name)));
    }
    proposals.add(
        Proposal.of(Remedy.RETIRE, name, "it was to be made or to go, in vain").heldBy(wait));
  }

  private Optional<Instant> lastTry(String name) {
    return ledger.last(name, Remedy.RETIRE).map(Treatment::endedAt);
  }

  private void climb(String name) {
    List<Treatment> tried = ledger.trouble(name);
    Treatment last = tried.get(tried.size() - 1);
    conditions.add(
        new Condition(
            "trouble " + name,
            "%s may be out of traffic: %s; this goes on by itself unless it is held"
                .formatted(name, words(last))));
    Optional<Remedy> next = ladder.next(tried);
    if (next.isEmpty()) {
      setApart(
          name,
          "nothing of %s brought it back; at last: %s"
              .formatted(words(policy.ladder()), words(last)));
      return;
    }
    Optional<String> wait =
        next.get() == Remedy.RESTORE
            ? backOff(
                (int) tried.stream().filter(t -> t.remedy() == Remedy.RESTORE).count(),
                Optional.of(last.endedAt()))
            : Optional.empty();
    proposals.add(Proposal.of(next.get(), name, words(last)).heldBy(wait));
  }

  private void cureHung(Server server) {
    if (now.verdict(server.name()) instanceof Verdict.Hung hung && isCandidate(server)) {
      boolean silent = hung.cause() == Verdict.Hung.Cause.SERVER;
      Optional<Remedy> first = silent ? ladder.firstForSilent() : Optional.of(rung(server));
      if (first.isPresent()) {
        cure(first.get(), server, hung.reason());
      }
    }
  }

  private void cureOverloaded(Server server) {
    if (!(now.verdict(server.name()) instanceof Verdict.Overloaded overloaded)
        || !isCandidate(server)) {
      return;
    }
    String service = Fleet.service(server, policy.services()).orElseThrow();
    if (fleet.serving(service, server) >= policy.floor()) {
      cure(rung(server), server, overloaded.reason());
    } else if (fleet.perhapsServing(service, server) >= policy.floor()) {
      proposals.add(
          Proposal.of(rung(server), server.name(), overloaded.reason())
              .heldBy(Optional.of("the others of " + service + " must be healthy first")));
    } else {
      surge(service, server, overloaded.reason());
    }
  }

  /** Without this server too few would be left. */
  private void surge(String service, Server server, String reason) {
    String few = "fewer than %d would serve in %s".formatted(policy.floor(), service);
    Optional<String> obstacle = Optional.empty();
    if (server.provider().equals(NO_PROVIDER)) {
      obstacle = Optional.of(few + ", and it has no provider that could make another");
    } else if (fleet.extras().size() >= policy.mostExtras()) {
      obstacle =
          Optional.of(
              few + ", and there are %d extra servers already".formatted(fleet.extras().size()));
    }
    if (obstacle.isEmpty()) {
      int tries = ledger.tries(server.name(), Remedy.ADD_EXTRA, anHourAgo());
      Optional<String> wait =
          backOff(tries, ledger.last(server.name(), Remedy.ADD_EXTRA).map(Treatment::endedAt));
      proposals.add(Proposal.of(Remedy.ADD_EXTRA, server.name(), reason + "; " + few).heldBy(wait));
      ledger
          .last(server.name(), Remedy.ADD_EXTRA)
          .filter(last -> !last.isDone())
          .ifPresent(
              last ->
                  conditions.add(
                      new Condition(
                          "no-extra " + server.name(),
                          "%s needs a restart (%s), but %s, and %s; this is tried again by itself"
                              .formatted(server.name(), reason, few, words(last)))));
    } else if (policy.outageAllowed()) {
      cure(rung(server), server, reason + "; " + few + ", which is allowed");
    } else {
      conditions.add(
          new Condition(
              "capacity " + server.name(),
              "%s needs a restart (%s), but %s; add a server, or set monitor.allow_outage"
                  .formatted(server.name(), reason, obstacle.get())));
      proposals.add(Proposal.of(rung(server), server.name(), reason).heldBy(obstacle));
    }
  }

  /** What helped only for a while within the hour is followed by the next rung. */
  private Remedy rung(Server server) {
    int attempts = ledger.attempts(server.name(), anHourAgo());
    return policy.ladder().get(Math.min(attempts, policy.ladder().size() - 1));
  }

  private void cure(Remedy remedy, Server server, String reason) {
    String name = server.name();
    int attempts = ledger.attempts(name, anHourAgo());
    if (attempts >= policy.attemptsPerHour()) {
      setApart(
          name, "it needed %d cures within an hour, and now again: %s".formatted(attempts, reason));
    } else {
      proposals.add(
          Proposal.of(remedy, name, reason).heldBy(backOff(attempts, ledger.lastCure(name))));
    }
  }

  private void cureAgent(Server server) {
    String name = server.name();
    if (now.verdict(name) instanceof Verdict.AgentDead dead
        && !ledger.quarantined().containsKey(name)) {
      int tries = ledger.tries(name, Remedy.RESTART_AGENT, anHourAgo());
      if (tries >= policy.attemptsPerHour()) {
        conditions.add(
            new Condition(
                "agent " + name,
                "the agent of %s stays dead after %d restarts; look at: journalctl -u restart-monkey-agent"
                    .formatted(name, tries)));
      }
      proposals.add(
          Proposal.of(Remedy.RESTART_AGENT, name, dead.reason())
              .heldBy(
                  backOff(tries, ledger.last(name, Remedy.RESTART_AGENT).map(Treatment::endedAt))));
    }
  }

  private void retire(Server extra) {
    String principal = Fleet.principal(extra);
    boolean over = extra.registered().plus(policy.extraLease()).isBefore(now.now());
    boolean needless =
        !policy.keepExtra()
            && (!fleet.isRegistered(principal)
                || (fleet.isHealthy(principal) && !isYoung(extra, principal)));
    if (!over && !needless) {
      return;
    }
    String reason = over ? "its lease is over" : principal + " serves again";
    Optional<String> service = Fleet.service(extra, policy.services());
    boolean enough = service.isEmpty() || fleet.serving(service.get(), extra) >= policy.floor();
    if (over && !enough) {
      conditions.add(
          new Condition(
              "extra " + extra.name(),
              extra.name()
                  + " has outlived its lease, but without it too few would serve; mend "
                  + principal));
    }
    proposals.add(
        Proposal.of(Remedy.RETIRE, extra.name(), reason)
            .heldBy(enough ? Optional.empty() : Optional.of("too few others serve"))
            .heldBy(
                backOff(
                    ledger.tries(extra.name(), Remedy.RETIRE, anHourAgo()),
                    lastTry(extra.name()))));
  }

  /** A cure must prove itself before what stood in for it goes. */
  private boolean isYoung(Server extra, String principal) {
    Instant since = ledger.lastCure(principal).orElse(extra.registered());
    return now.now().isBefore(since.plus(policy.observation()));
  }

  private boolean isCandidate(Server server) {
    return Fleet.service(server, policy.services()).isPresent()
        && !fleet.inTrouble().contains(server.name())
        && !ledger.quarantined().containsKey(server.name());
  }

  private boolean isOdd(Server server) {
    return !(now.verdict(server.name()) instanceof Verdict.Healthy);
  }

  private boolean isOurs(String name) {
    return fleet.isRegistered(name) && !ledger.quarantined().containsKey(name);
  }

  private void setApart(String name, String why) {
    quarantine.put(name, why);
  }

  /** After the first try a pause, doubled for each further one. */
  private Optional<String> backOff(int tries, Optional<Instant> last) {
    if (tries == 0 || last.isEmpty()) {
      return Optional.empty();
    }
    Duration pause = policy.backOff().multipliedBy(1L << Math.min(tries - 1, 20));
    Duration capped =
        pause.compareTo(policy.longestBackOff()) > 0 ? policy.longestBackOff() : pause;
    Duration left = Duration.between(now.now(), last.get().plus(capped));
    return left.compareTo(Duration.ZERO) > 0
        ? Optional.of("it waits another %d s after the last try".formatted(left.toSeconds() + 1))
        : Optional.empty();
  }

  private Instant anHourAgo() {
    return now.now().minus(HOUR);
  }

  private static String words(Treatment tried) {
    return "%s ended with %s%s"
        .formatted(
            words(tried.remedy()),
            words(tried.result()),
            tried.problem().isEmpty() ? "" : " (" + tried.problem() + ")");
  }

  private static String words(Object constants) {
    return String.valueOf(constants).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
