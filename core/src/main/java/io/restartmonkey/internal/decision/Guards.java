package io.restartmonkey.internal.decision;

import com.google.common.base.Joiner;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.Decision;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.plan.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
  private static final int MAX_HOLDS = 100;

  /** Decides, in these circumstances. */
  public Decision admit(DecisionInput now) {
    Fleet fleet = new Fleet(now);
    Proposals findings = Triage.findings(policy, now, fleet);
    List<Condition> conditions = new ArrayList<>(findings.conditions());
    conditions.addAll(new OperatorNotices(policy, now, fleet).conditions());
    MassFaults masses = new MassFaults(policy, now, fleet);
    List<String> guards = guards(now);
    masses.silence(conditions).ifPresent(guards::add);
    List<Condition> down = masses.down();
    if (!findings.quarantine().isEmpty()
        || findings.proposals().stream().anyMatch(Proposal::restarts)) {
      conditions.addAll(down); // Otherwise it may pass by itself: nobody is woken for that.
    }
    Choice choice = choose(findings.proposals(), now, guards, down);
    return new Decision(
        choice.action,
        choice.holds,
        findings.proposals().stream().map(p -> p.action().server()).collect(Collectors.toSet()),
        guards.isEmpty() && down.isEmpty() ? findings.quarantine() : Map.of(),
        conditions);
  }

  private record Choice(Optional<Action> action, List<String> holds) {}

  /** The first proposal that nothing holds, and why each of the others is not done. */
  private static Choice choose(
      List<Proposal> proposals, DecisionInput now, List<String> guards, List<Condition> down) {
    Optional<Action> action = Optional.empty();
    List<String> holds = new ArrayList<>(proposals.isEmpty() ? guards : List.of());
    int more = 0;
    for (Proposal proposal : proposals) {
      List<String> against = against(proposal, now, guards, down);
      if (against.isEmpty() && action.isEmpty()) {
        action = Optional.of(proposal.action());
      } else if (holds.size() < MAX_HOLDS) {
        holds.add(hold(proposal, against));
      } else {
        more++;
      }
    }
    if (more > 0) {
      holds.add("and %d more".formatted(more));
    }
    return new Choice(action, holds);
  }

  private static List<String> against(
      Proposal proposal, DecisionInput now, List<String> guards, List<Condition> down) {
    List<String> against = new ArrayList<>(guards);
    if (proposal.restarts()) {
      down.forEach(condition -> against.add(condition.text()));
    }
    Optional.ofNullable(now.obstacles().get(proposal.action().server())).ifPresent(against::add);
    proposal.hold().ifPresent(against::add);
    return against;
  }

  private static String hold(Proposal proposal, List<String> against) {
    return "not "
        + proposal.action()
        + ", as "
        + (against.isEmpty() ? "one thing is done at a time" : Joiner.on("; ").join(against));
  }

  private List<String> guards(DecisionInput now) {
    List<String> guards = new ArrayList<>();
    Duration left = policy.observation().minus(now.watched());
    if (left.compareTo(Duration.ZERO) > 0) {
      guards.add("the cluster is watched for another %s first".formatted(Labels.left(left)));
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
}
