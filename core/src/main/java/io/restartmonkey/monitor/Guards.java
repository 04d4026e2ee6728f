package io.restartmonkey.monitor;

import com.google.common.base.Joiner;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.Verdict.Suspect.Doubt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 *   <li>If none holds, the first proposal is done that no guard of its own holds.
 * </ol>
 *
 * @param policy what is allowed
 */
public record Guards(GuardPolicy policy) {

  /** Decides, in these circumstances. */
  public Ruling admit(Circumstances now) {
    Triage triage = new Triage(policy, now);
    List<Proposal> proposals = triage.proposals();
    List<Condition> conditions = new ArrayList<>(triage.conditions());
    conditions.addAll(new Concerns(policy, now).conditions());
    List<String> guards = guards(now, conditions);
    List<String> holds = new ArrayList<>();
    Optional<Action> action = Optional.empty();
    for (Proposal proposal : proposals) {
      List<String> against = new ArrayList<>(guards);
      proposal.hold().ifPresent(against::add);
      if (!against.isEmpty()) {
        holds.add("not " + proposal.action() + ", as " + Joiner.on("; ").join(against));
      } else if (action.isEmpty()) {
        action = Optional.of(proposal.action());
      } else {
        holds.add("not " + proposal.action() + ", as one thing is done at a time");
      }
    }
    if (proposals.isEmpty()) {
      holds.addAll(guards);
    }
    return new Ruling(action, holds, triage.quarantine(), conditions);
  }

  private List<String> guards(Circumstances now, List<Condition> conditions) {
    List<String> guards = new ArrayList<>();
    Duration left = policy.observation().minus(now.watched());
    if (left.compareTo(Duration.ZERO) > 0) {
      guards.add("the cluster is watched for another %d s first".formatted(left.toSeconds() + 1));
    }
    long silent = silent(now);
    if (silent > 1 && silent > policy.massShare() * now.servers().size()) {
      String text =
          "%d of %d servers are silent at once, so the fault is rather here or in Redis"
              .formatted(silent, now.servers().size());
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
