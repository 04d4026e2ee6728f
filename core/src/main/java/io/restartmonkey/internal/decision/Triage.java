package io.restartmonkey.internal.decision;

import io.restartmonkey.cluster.Counted;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import io.restartmonkey.plan.ContentContract.Roles;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.term.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what could be done, the most urgent first.
 *
 * <ol>
 *   <li>What is left of a server that was to be made or to go, in vain, is taken away ({@link
 *       Surges}).
 *   <li>A server that was not brought back gets what its {@link Ladder} says next; past the last
 *       rung it goes into quarantine. The ladder is climbed without a pause, but what was not the
 *       server's fault is tried again with growing pauses. A server that answers is not switched
 *       off, nor replaced, because SSH does not reach it: it is tested until it can be.
 *   <li>A hung server is cured: by the power switch if nobody there answers, else by the first
 *       rung.
 *   <li>An overloaded server is restarted if enough others serve in each of its services; if too
 *       few would be left, a surge server is made first. If it or its service was cured often
 *       enough lately, for whatever reason, it is told and held ({@link Budgets}).
 *   <li>A dead agent is restarted.
 *   <li>A healthy server that is in traffic for one proxy and not for another, or now and not after
 *       a reload, is tested and put back.
 *   <li>A surge server goes when the one that it stands in for serves again.
 * </ol>
 *
 * <p>A server that needs another cure within the hour gets the next rung, after a pause that
 * doubles; more cures in an hour or a day than allowed, and it goes into quarantine. More cures of
 * its service than allowed, and it is held and told. For one decision.
 */
final class Triage {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final GuardPolicy policy;
  private final DecisionInput now;
  private final Ledger ledger;
  private final Fleet fleet;
  private final BackOff backOff;
  private final Instant anHourAgo;
  private final Spending spending;
  private final Surges surges;
  private final Proposals findings = new Proposals();

  private Triage(GuardPolicy policy, DecisionInput now, Fleet fleet) {
    this.policy = policy;
    this.now = now;
    this.ledger = now.ledger();
    this.fleet = fleet;
    this.backOff = new BackOff(policy, now.now());
    this.anHourAgo = now.now().minus(HOUR);
    this.spending = new Spending(policy, now);
    this.surges = new Surges(policy, now, fleet, findings);
  }

  /** What there is to be done in these circumstances. */
  static Proposals findings(GuardPolicy policy, DecisionInput now, Fleet fleet) {
    Triage triage = new Triage(policy, now, fleet);
    triage.look();
    return triage.findings;
  }

  private void look() {
    ledger
        .quarantined()
        .forEach(
            (server, why) ->
                findings.tell(
                    "quarantine " + server,
                    "%s is in quarantine: %s; mend it, then: %s",
                    server,
                    why,
                    Command.END_QUARANTINE.with(server)));
    surges.takeAwayWhatIsLeft();
    fleet.inTrouble().stream().filter(this::isOurs).forEach(this::climb);
    fleet.odd().forEach(this::cureHung);
    fleet.odd().forEach(this::cureOverloaded);
    fleet.odd().forEach(this::cureAgent);
    now.traffic(TrafficFinding.Kind.TORN).stream().sorted().forEach(this::restoreTraffic);
    surges.retireWhatIsNoLongerNeeded();
  }

  private void climb(String name) {
    List<Treatment> tried = ledger.trouble(name);
    Treatment last = tried.get(tried.size() - 1);
    Ladder ladder = ladder(fleet.named(name));
    findings.tell(
        "trouble " + name,
        "%s may be out of traffic: %s; this goes on by itself unless it is held%s",
        name,
        Labels.of(last),
        ladder.leftOut());
    Optional<Remedy> next = ladder.next(tried);
    if (last.failedBy(FailureCause.UNREACHABLE) && answers(name)) {
      next = Optional.of(Remedy.RESTORE);
    }
    next.ifPresentOrElse(
        remedy -> proposeRung(remedy, name, tried),
        () ->
            findings
                .quarantine()
                .put(
                    name,
                    "nothing of %s brought it back; at last: %s%s"
                        .formatted(Labels.of(policy.ladder()), Labels.of(last), ladder.leftOut())));
  }

  private void proposeRung(Remedy remedy, String name, List<Treatment> tried) {
    Treatment last = tried.get(tried.size() - 1);
    boolean goes = remedy == Remedy.REPLACE && fleet.isSurge(name);
    int restores = (int) tried.stream().filter(t -> t.remedy() == Remedy.RESTORE).count();
    findings.propose(
        Proposal.of(goes ? Remedy.RETIRE : remedy, name, Labels.of(last))
            .heldBy(
                remedy == Remedy.RESTORE
                    ? backOff.wait(restores, Optional.of(last.endedAt()))
                    : Optional.empty()));
  }

  /** Whether somebody there is heard: power would not mend the way to its SSH. */
  private boolean answers(String name) {
    Verdict verdict = now.verdict(name);
    return !(verdict instanceof Verdict.Hung)
        && !(verdict instanceof Verdict.Suspect suspect
            && suspect.doubt() != Doubt.LOAD
            && suspect.doubt() != Doubt.APP_ILL
            && suspect.doubt() != Doubt.RECOVERING);
  }

  private void cureHung(Server server) {
    if (now.verdict(server.name()) instanceof Verdict.Hung hung && isCandidate(server)) {
      int cures = ledger.cures(server.name(), anHourAgo);
      Ladder ladder = ladder(Optional.of(server));
      Optional<Remedy> rung =
          hung.cause() == Verdict.Hung.Cause.SERVER
              ? ladder.rungForSilent(cures)
              : ladder.rung(cures);
      rung.ifPresentOrElse(
          remedy -> cure(remedy, server, hung.reason()),
          () -> tellThatNothingCanAct(server, hung.reason(), ladder));
    }
  }

  private void cureOverloaded(Server server) {
    if (now.verdict(server.name()) instanceof Verdict.Overloaded overloaded
        && isCandidate(server)) {
      Ladder ladder = ladder(Optional.of(server));
      ladder
          .rung(ledger.cures(server.name(), anHourAgo))
          .ifPresentOrElse(
              rung -> cureForCpu(server, rung, overloaded.reason()),
              () -> tellThatNothingCanAct(server, overloaded.reason(), ladder));
    }
  }

  private void cureForCpu(Server server, Remedy rung, String reason) {
    Optional<String> spent = spending.forCpu(server);
    if (spent.isPresent()) {
      findings.tell(
          "comes-back " + server.name(),
          "%s burns CPU (%s), but %s, so no restart is begun for that; look at what burns it",
          server.name(),
          reason,
          spent.get());
      findings.propose(Proposal.of(rung, server.name(), reason).heldBy(spent));
      return;
    }
    List<String> few =
        Fleet.services(server, policy.services()).stream()
            .filter(service -> fleet.serving(service, server) < policy.floor())
            .toList();
    if (few.isEmpty()) {
      cure(rung, server, reason);
    } else if (few.stream().allMatch(s -> fleet.perhapsServing(s, server) >= policy.floor())) {
      String hold = "the others of %s must be healthy first".formatted(String.join(", ", few));
      findings.propose(Proposal.of(rung, server.name(), reason).heldBy(Optional.of(hold)));
    } else if (surges.obstacle(server).isPresent() && policy.outageAllowed()) {
      cure(rung, server, reason + "; fewer than the floor serve, which is allowed");
    } else {
      surges.surge(server, String.join(", ", few), rung, reason);
    }
  }

  private Ladder ladder(Optional<Server> server) {
    return new Ladder(policy.ladder(), server.map(now::unable).orElse(Map.of()));
  }

  private void tellThatNothingCanAct(Server server, String reason, Ladder ladder) {
    findings.tell(
        "cannot-act " + server.name(),
        "nothing can be done about %s (%s)%s",
        server.name(),
        reason,
        ladder.leftOut());
  }

  private void cure(Remedy remedy, Server server, String reason) {
    String name = server.name();
    Optional<String> often = curedTooOften(name);
    if (often.isPresent()) {
      findings
          .quarantine()
          .put(name, "it needed %s, and now again: %s".formatted(often.get(), reason));
      return;
    }
    Optional<String> spent = spending.ofService(server);
    spent.ifPresent(
        why ->
            findings.tell(
                "budget " + name,
                "%s needs a cure (%s), but %s, so none is begun; look for a cause that they share",
                name,
                reason,
                why));
    findings.propose(
        Proposal.of(remedy, name, reason)
            .heldBy(spent)
            .heldBy(backOff.wait(ledger.attempts(name, anHourAgo), ledger.lastCure(name))));
  }

  /** How many cures a server got within which time, if that is as many as allowed. */
  private Optional<String> curedTooOften(String name) {
    int inAnHour = ledger.cures(name, anHourAgo);
    int inADay = spending.inADay(name);
    if (inAnHour >= policy.attemptsPerHour()) {
      return Optional.of(Counted.of(inAnHour, "cure") + " within an hour");
    }
    return inADay >= policy.budgets().perDay()
        ? Optional.of(Counted.of(inADay, "cure") + " within a day")
        : Optional.empty();
  }

  private void cureAgent(Server server) {
    String name = server.name();
    if (now.verdict(name) instanceof Verdict.AgentDead dead
        && !ledger.quarantined().containsKey(name)) {
      int inAnHour = ledger.tries(name, Remedy.RESTART_AGENT, anHourAgo);
      int inADay = ledger.tries(name, Remedy.RESTART_AGENT, now.now().minus(DAY));
      boolean often = inADay >= policy.budgets().perDay();
      String times = Counted.of(often ? inADay : inAnHour, "time");
      if (often || inAnHour >= policy.attemptsPerHour()) {
        findings.tell(
            "agent " + name,
            "the agent of %s was started %s in vain (%s); make SSH reach it, then look there at: journalctl -u %s",
            name,
            times,
            dead.reason(),
            Roles.AGENT_UNIT);
      }
      Optional<String> spent =
          Optional.of("its agent was restarted %s within a day".formatted(times))
              .filter(why -> often);
      Optional<Instant> last = ledger.last(name, Remedy.RESTART_AGENT).map(Treatment::endedAt);
      findings.propose(
          Proposal.of(Remedy.RESTART_AGENT, name, dead.reason())
              .heldBy(spent)
              .heldBy(backOff.wait(inAnHour, last)));
    }
  }

  private void restoreTraffic(String name) {
    int tries = ledger.tries(name, Remedy.RESTORE, anHourAgo);
    if (fleet.isHealthy(name) && tries < policy.attemptsPerHour()) {
      findings.propose(
          Proposal.of(Remedy.RESTORE, name, "the proxies do not agree about it")
              .heldBy(
                  backOff.wait(tries, ledger.last(name, Remedy.RESTORE).map(Treatment::endedAt))));
    }
  }

  private boolean isCandidate(Server server) {
    return !Fleet.services(server, policy.services()).isEmpty() && !fleet.isOut(server.name());
  }

  private boolean isOurs(String name) {
    return fleet.isRegistered(name) && !ledger.quarantined().containsKey(name);
  }
}
