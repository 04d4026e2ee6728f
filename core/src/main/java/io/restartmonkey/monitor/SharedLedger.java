package io.restartmonkey.monitor;

import io.restartmonkey.health.Treatment;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.MonitorState;
import io.restartmonkey.spi.Quarantine;
import io.restartmonkey.spi.RunSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What is remembered of treatments on this machine and on all others.
 *
 * <ol>
 *   <li>What this machine did and others cannot see yet is written where they see it: also what a
 *       crash kept from being written, and what Redis has lost.
 *   <li>What others did counts as if it had been done here.
 *   <li>The leader takes what another machine began and nobody holds a lease for any more as cut
 *       off: what comes next is decided as for any other.
 *   <li>What is in quarantine here is so everywhere. Who is in quarantine elsewhere is left alone
 *       here, too, and begins anew with a test when that machine says that it is over. What Redis
 *       says never ends a quarantine of this machine.
 *   <li>A run of the whole cluster that another machine left half-way is known, and that one of
 *       this machine is over, if another machine saw the cluster whole since. One of this machine
 *       is no longer called half-way when its journal knows better.
 * </ol>
 *
 * <p>For one thread.
 */
final class SharedLedger {
  private static final Duration MAX_AGE = Duration.ofDays(7);

  private final Intents intents;
  private final String machine;
  private final Clock clock;

  SharedLedger(Intents intents, String machine, Clock clock) {
    this.intents = intents;
    this.machine = machine;
    this.clock = clock;
  }

  /**
   * Adds what others did.
   *
   * @param own what is remembered here
   * @param leads whether this monitor leads, and nobody holds the lease of the cluster
   * @param registered the names of the servers; others are in quarantine only if they are so here
   * @throws ClusterUnreachableException if it cannot be read or written
   */
  MonitorState with(MonitorState own, boolean leads, Supplier<Set<String>> registered) {
    Map<String, Intent> written = new HashMap<>();
    intents.read().forEach(intent -> written.put(intent.runId(), intent));
    Instant now = clock.instant();
    List<String> old = writeOwn(own, written, now);
    List<Treatment> all = new ArrayList<>(own.treatments());
    for (Intent intent : written.values()) {
      if (isOld(intent.treatment().startedAt(), now)) {
        old.add(intent.runId());
      } else if (!intent.machine().equals(machine)) {
        ofOthers(intent, leads, now).ifPresent(all::add);
      }
    }
    if (!old.isEmpty()) {
      intents.forget(old);
    }
    Optional<IncompleteRun> known = intents.halfWay();
    Optional<String> over = known.filter(IncompleteRun::isOver).map(IncompleteRun::runId);
    Optional<IncompleteRun> open = known.filter(run -> !run.isOver());
    Optional<IncompleteRun> here = open.filter(run -> isOf(own, run));
    if (own.halfWay().isEmpty()) {
      here.ifPresent(intents::completed);
    }
    Map<String, Instant> cleared = new HashMap<>();
    Map<String, String> quarantined = quarantined(own.quarantined(), now, registered, cleared);
    return own.withOthers(
        MonitorState.without(all, cleared),
        own.halfWay().filter(runId -> !over.equals(Optional.of(runId))),
        here.isPresent() ? Optional.empty() : open,
        quarantined);
  }

  /**
   * Writes what this machine did and others cannot see yet.
   *
   * @return the runs that were written, and were refused: nothing was done in them
   */
  private List<String> writeOwn(MonitorState own, Map<String, Intent> written, Instant now) {
    List<String> refused = new ArrayList<>();
    Instant oldest = now.minus(MAX_AGE);
    for (RunSummary run : own.runs()) {
      if (run.wasRefused() && written.containsKey(run.runId())) {
        refused.add(run.runId());
      }
      run.treatment()
          .filter(treatment -> treatment.startedAt().isAfter(oldest))
          .flatMap(treatment -> run.intent(machine))
          .filter(intent -> !intent.equals(written.get(intent.runId())))
          .ifPresent(intents::write);
    }
    return refused;
  }

  /** What another machine did. What it only began counts for the leader, as cut off. */
  private Optional<Treatment> ofOthers(Intent intent, boolean leads, Instant now) {
    if (intent.isOpen() && !leads) {
      return Optional.empty();
    }
    if (intent.isOpen()) {
      intents.write(intent.cutOff());
    }
    return Optional.of(intent.treatment().notAfter(now)); // Another machine's clock may be ahead.
  }

  /** Which servers are in quarantine, here or elsewhere, and why. */
  private Map<String, String> quarantined(
      Map<String, String> own,
      Instant now,
      Supplier<Set<String>> registered,
      Map<String, Instant> cleared) {
    Map<String, String> apart = new TreeMap<>();
    shareQuarantine(own, now, apart, cleared);
    if (!apart.isEmpty()) {
      apart.keySet().retainAll(registered.get());
    }
    apart.putAll(own);
    return apart;
  }

  /**
   * Says what is in quarantine here, and no longer, and takes note of what others say.
   *
   * @param apart takes the servers that are in quarantine elsewhere, with the reason
   * @param cleared takes those that were taken out elsewhere, and when
   */
  private void shareQuarantine(
      Map<String, String> own,
      Instant now,
      Map<String, String> apart,
      Map<String, Instant> cleared) {
    Set<String> unsaid = new HashSet<>(own.keySet());
    for (Quarantine known : intents.quarantines()) {
      boolean isOurs = known.machine().equals(machine);
      if (known.cleared().filter(at -> isOld(at, now)).isPresent()) {
        intents.forget(known);
      } else if (isOurs && known.isOpen()) {
        if (!unsaid.remove(known.server())) {
          intents.write(known.cleared(now));
        }
      } else if (!isOurs && known.isOpen()) {
        apart.put(
            known.server(), "%s (set apart on %s)".formatted(known.reason(), known.machine()));
      } else if (!isOurs) {
        Instant at = known.cleared().filter(time -> time.isBefore(now)).orElse(now);
        cleared.merge(known.server(), at, (one, other) -> one.isAfter(other) ? one : other);
      }
    }
    unsaid.forEach(
        server -> intents.write(new Quarantine(server, machine, own.getOrDefault(server, ""))));
  }

  private static boolean isOld(Instant at, Instant now) {
    return !at.isAfter(now.minus(MAX_AGE)) || at.isAfter(now.plus(MAX_AGE));
  }

  private static boolean isOf(MonitorState own, IncompleteRun run) {
    return own.runs().stream().map(RunSummary::runId).anyMatch(run.runId()::equals);
  }
}
