package io.restartmonkey;

import io.restartmonkey.monitor.Treatment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of treatments on this machine and on all others.
 *
 * <ol>
 *   <li>What this machine did and others cannot see yet is written where they see it: also what a
 *       crash kept from being written, and what Redis has lost.
 *   <li>What others did counts as if it had been done here.
 *   <li>The leader takes what another machine began and nobody holds a lease for any more as cut
 *       off: what comes next is decided as for any other.
 *   <li>A run of the whole cluster that another machine left half-way is known, and that one of
 *       this machine is over, if another machine saw the cluster whole since. One of this machine
 *       is no longer called half-way when its journal knows better.
 * </ol>
 *
 * <p>For one thread.
 */
final class SharedLedger {
  private static final Duration LONGEST = Duration.ofDays(7);

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
   * @throws ClusterUnreachableException if it cannot be read or written
   */
  Remembered with(Remembered own, boolean leads) {
    Map<String, Intent> written = new HashMap<>();
    intents.read().forEach(intent -> written.put(intent.runId(), intent));
    Instant now = clock.instant();
    Instant oldest = now.minus(LONGEST);
    List<String> old = new ArrayList<>();
    for (PastRun run : own.runs()) {
      if (run.wasRefused() && written.containsKey(run.runId())) {
        old.add(run.runId());
      }
      run.treatment()
          .filter(treatment -> treatment.startedAt().isAfter(oldest))
          .flatMap(treatment -> run.intent(machine))
          .filter(intent -> !intent.equals(written.get(intent.runId())))
          .ifPresent(intents::write);
    }
    List<Treatment> all = new ArrayList<>(own.treatments());
    for (Intent intent : written.values()) {
      Instant started = intent.treatment().startedAt();
      if (!started.isAfter(oldest) || started.isAfter(now.plus(LONGEST))) {
        old.add(intent.runId());
      } else if (!intent.machine().equals(machine)) {
        if (intent.isOpen() && leads) {
          intents.write(intent.cutOff());
        }
        if (!intent.isOpen() || leads) {
          all.add(intent.treatment().notAfter(now)); // Another machine's clock may be ahead.
        }
      }
    }
    if (!old.isEmpty()) {
      intents.forget(old);
    }
    Optional<HalfWay> known = intents.halfWay();
    Optional<String> over = known.filter(HalfWay::isOver).map(HalfWay::runId);
    Optional<HalfWay> open = known.filter(run -> !run.isOver());
    Optional<HalfWay> here = open.filter(run -> isOf(own, run));
    if (own.halfWay().isEmpty()) {
      here.ifPresent(intents::completed);
    }
    return own.withOthers(
        all,
        own.halfWay().filter(runId -> !over.equals(Optional.of(runId))),
        here.isPresent() ? Optional.empty() : open);
  }

  private static boolean isOf(Remembered own, HalfWay run) {
    return own.runs().stream().map(PastRun::runId).anyMatch(run.runId()::equals);
  }
}
