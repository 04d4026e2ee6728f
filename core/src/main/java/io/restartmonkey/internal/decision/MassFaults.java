package io.restartmonkey.internal.decision;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Faults that many servers have at once: no restart mends what they share, and the sick one may be
 * we ourselves.
 *
 * @param policy the share from which it is many
 */
record MassFaults(GuardPolicy policy, DecisionInput now, Fleet fleet) {

  /**
   * Many of all servers are silent: a reason to do nothing at all. Those in quarantine or trouble
   * are known to be out.
   */
  Optional<String> silence(List<Condition> conditions) {
    long silent = fleet.odd().stream().filter(s -> isSilent(s) && !isKnownToBeOut(s)).count();
    if (!isMany(silent, now.servers().size())) {
      return Optional.empty();
    }
    String text =
        "%d of %d servers are silent at once, so the fault is rather here or in Redis"
            .formatted(silent, now.servers().size());
    conditions.add(new Condition("mass-silence", text + "; nothing is restarted"));
    return Optional.of(text);
  }

  /** Many of a service are down: reasons to restart no server. */
  List<Condition> down() {
    List<Condition> reasons = new ArrayList<>();
    for (String service : policy.services().stream().sorted().toList()) {
      long down =
          fleet.odd().stream().filter(s -> isMember(s, service)).filter(this::isDown).count()
              + now.servers().stream()
                  .filter(s -> isMember(s, service))
                  .filter(s -> fleet.inTrouble().contains(s.name()) && !isDown(s))
                  .count();
      long members = now.servers().stream().filter(s -> isMember(s, service)).count();
      if (isMany(down, members)) {
        reasons.add(
            new Condition(
                "mass-down " + service,
                "%d of %d servers of %s are down at once, so the cause is rather one that they share; none is restarted"
                    .formatted(down, members, service)));
      }
    }
    return reasons;
  }

  private boolean isMany(long number, long of) {
    return number > 1 && number > policy.massShare() * of;
  }

  private boolean isMember(Server server, String service) {
    return server.groups().contains(service) && !now.ledger().isSurelyQuarantined(server.name());
  }

  private boolean isKnownToBeOut(Server server) {
    boolean isHearsay =
        now.ledger().quarantined().containsKey(server.name())
            && !now.ledger().isSurelyQuarantined(server.name())
            && !fleet.inTrouble().contains(server.name());
    return fleet.isOut(server.name()) && !isHearsay;
  }

  /** Whether its app is down; silence has a guard of its own. */
  private boolean isDown(Server server) {
    Verdict verdict = now.verdict(server.name());
    return (verdict instanceof Verdict.Hung hung && hung.cause() == Verdict.Hung.Cause.APP)
        || (verdict instanceof Verdict.Suspect suspect && suspect.doubt() == Doubt.APP_DOWN);
  }

  private boolean isSilent(Server server) {
    Verdict verdict = now.verdict(server.name());
    return verdict instanceof Verdict.AgentDead
        || (verdict instanceof Verdict.Suspect suspect
            && (suspect.doubt() == Doubt.SILENT || suspect.doubt() == Doubt.NOT_ASKED))
        || (verdict instanceof Verdict.Hung hung && hung.cause() == Verdict.Hung.Cause.SERVER);
  }
}
