package io.restartmonkey.monitor;

import com.google.common.base.Joiner;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.Verdict.Suspect.Doubt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what is done, if anything. Immutable.
 *
 * <ol>
 *   <li>{@link Triage} proposes what could be done, the most urgent first.
 *   <li>Guards that hold everything are all asked, so that an operator sees every reason: the
 *       cluster has not been watched for long enough; many servers are silent at once, so that we
 *       are the sick one; pause; maintenance window; something is being done already.
 *   <li>Nothing is restarted while many servers of a service are down at once: that has a cause
 *       which they share, and no restart mends it.
 *   <li>If none holds, the first proposal is done that no guard of its own holds, and servers go
 *       into quarantine.
 * </ol>
 *
 * @param policy what is allowed
 */
public record Guards(GuardPolicy policy) {
  /** In a large fleet more reasons than anybody reads. */
  private static final int MOST_HOLDS = 50;

  /** Decides, in these circumstances. */
  public Ruling admit(Circumstances now) {
    Findings findings = Triage.findings(policy, now);
    List<Condition> conditions = new ArrayList<>(findings.conditions());
    conditions.addAll(new Concerns(policy, now).conditions());
    List<String> guards = guards(now, conditions);
    List<String> down = isMassSilent(now) ? List.of() : massDown(now, conditions);
    List<String> holds = new ArrayList<>();
    Set<String> concerned = new HashSet<>();
    Optional<Action> action = Optional.empty();
    for (Proposal proposal : findings.proposals()) {
      concerned.add(proposal.action().server());
      List<String> against = new ArrayList<>(guards);
      if (proposal.restarts()) {
        against.addAll(down);
      }
      Optional.ofNullable(now.obstacles().get(proposal.action().server())).ifPresent(against::add);
      proposal.hold().ifPresent(against::add);
      if (against.isEmpty() && action.isEmpty()) {
        action = Optional.of(proposal.action());
        continue;
      }
      if (against.isEmpty()) {
        against.add("one thing is done at a time");
      }
      holds.add("not " + proposal.action() + ", as " + Joiner.on("; ").join(against));
    }
    if (findings.proposals().isEmpty()) {
      holds.addAll(guards);
    }
    return new Ruling(
        action,
        holds.size() <= MOST_HOLDS ? holds : shortened(holds),
        concerned,
        guards.isEmpty() && down.isEmpty() ? findings.quarantine() : Map.of(),
        conditions);
  }

  private static List<String> shortened(List<String> holds) {
    List<String> some = new ArrayList<>(holds.subList(0, MOST_HOLDS));
    some.add("and %d more like these".formatted(holds.size() - MOST_HOLDS));
    return some;
  }

  private List<String> massDown(Circumstances now, List<Condition> conditions) {
    List<String> guards = new ArrayList<>();
    Set<String> inTrouble = now.ledger().inTrouble();
    for (String service : policy.services().stream().sorted().toList()) {
      List<String> members =
          now.servers().stream()
              .filter(server -> server.groups().contains(service))
              .map(Server::name)
              .filter(name -> !now.ledger().quarantined().containsKey(name))
              .toList();
      long down =
          members.stream()
              .filter(name -> inTrouble.contains(name) || isDown(now.verdict(name)))
              .count();
      if (down > 1 && down > policy.massShare() * members.size()) {
        String text =
            "%d of %d servers of %s are down at once, so the cause is rather one that they share"
                .formatted(down, members.size(), service);
        guards.add(text);
        conditions.add(new Condition("mass-down " + service, text + "; none is restarted"));
      }
    }
    return guards;
  }

  private static boolean isDown(Verdict verdict) {
    return verdict instanceof Verdict.Hung
        || (verdict instanceof Verdict.Suspect suspect && suspect.doubt() == Doubt.APP_DOWN);
  }

  private List<String> guards(Circumstances now, List<Condition> conditions) {
    List<String> guards = new ArrayList<>();
    Duration left = policy.observation().minus(now.watched());
    if (left.compareTo(Duration.ZERO) > 0) {
      guards.add("the cluster is watched for another %d s first".formatted(left.toSeconds() + 1));
    }
    if (isMassSilent(now)) {
      String text =
          "%d of %d servers are silent at once, so the fault is rather here or in Redis"
              .formatted(silent(now), now.servers().size());
      guards.add(text);
      conditions.add(new Condition("mass-silence", text + "; nothing is restarted"));
    }
    now.pause()
        .ifPresent(
            pause ->
                guards.add(
                    "paused by %s until %s: %s"
                        .formatted(pause.who(), pause.until(), pause.why())));
    policy.windows().stream()
        .filter(window -> window.holds(now.now()))
        .forEach(window -> guards.add("maintenance: " + window.text()));
    now.busy().ifPresent(guards::add);
    return guards;
  }

  private boolean isMassSilent(Circumstances now) {
    long silent = silent(now);
    return silent > 1 && silent > policy.massShare() * now.servers().size();
  }

  /** How many are silent; those in quarantine or trouble are known to be out. */
  private static long silent(Circumstances now) {
    Set<String> inTrouble = now.ledger().inTrouble();
    return now.servers().stream()
        .map(Server::name)
        .filter(name -> isSilent(now.verdict(name)))
        .filter(name -> !now.ledger().quarantined().containsKey(name))
        .filter(name -> !inTrouble.contains(name))
        .count();
  }

  private static boolean isSilent(Verdict verdict) {
    return verdict instanceof Verdict.AgentDead
        || (verdict instanceof Verdict.Suspect suspect && suspect.doubt() == Doubt.SILENT)
        || (verdict instanceof Verdict.Hung hung && hung.cause() == Verdict.Hung.Cause.SERVER);
  }
}
