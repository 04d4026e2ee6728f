package io.restartmonkey;

import com.google.common.collect.ImmutableList;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.Action;
import io.restartmonkey.monitor.AlertBook;
import io.restartmonkey.monitor.Circumstances;
import io.restartmonkey.monitor.Condition;
import io.restartmonkey.monitor.Guards;
import io.restartmonkey.monitor.HealthWatch;
import io.restartmonkey.monitor.Ledger;
import io.restartmonkey.monitor.MonitorPolicy;
import io.restartmonkey.monitor.ProbeAnswer;
import io.restartmonkey.monitor.Ruling;
import io.restartmonkey.monitor.Tick;
import io.restartmonkey.monitor.Treatment;
import io.restartmonkey.monitor.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches a cluster and has its servers treated. Each {@link #tick}:
 *
 * <ol>
 *   <li>Take note of a treatment that has ended; settle those that a crash left unfinished.
 *   <li>Read the cluster once. If it cannot be seen, nothing is done, and observation begins anew.
 *   <li>Judge each server; ask those directly of which nothing is heard.
 *   <li>Decide: at most one action, and a reason for everything that is not done.
 *   <li>Begin the action on the worker; a tick never waits for it.
 * </ol>
 *
 * <p>Every decision follows from what is seen and recorded, so whatever was lost in a crash is
 * decided again. For one thread.
 */
public final class Monitor {
  private static final Duration MEMORY = Duration.ofDays(7);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final int MOST_PROBES = 32;

  private final RestartMonkey monkey;
  private final MonitorPolicy policy;
  private final MonitorPorts ports;
  private final HealthWatch watch;
  private final Guards guards;
  private final AlertBook book;
  private final StopSignal stop = new StopSignal();

  private @Nullable Long watchedSince;
  private @Nullable Long lastLook;
  private @Nullable Long blindSince;
  private @Nullable TreatmentRun running;
  private @Nullable List<Treatment> treatments;
  private boolean settled;
  private long notBefore = Long.MIN_VALUE;
  private String obstacle = "";
  private List<Server> lastSeen = List.of();
  private Set<String> setApart = Set.of();

  /**
   * A monitor that has seen nothing yet.
   *
   * @param monkey what treats servers; its journals are those of {@link MonitorPorts#records}
   */
  public Monitor(RestartMonkey monkey, MonitorPolicy policy, MonitorPorts ports) {
    this.monkey = monkey;
    this.policy = policy;
    this.ports = ports;
    this.watch = new HealthWatch(policy.health(), policy.guards().services());
    this.guards = new Guards(policy.guards());
    this.book = new AlertBook(policy.repeatAlerts());
  }

  /** Looks once, decides, and begins what is to be done. Never throws. */
  public Tick tick() {
    Instant now = ports.clock().instant();
    List<Condition> conditions = new ArrayList<>();
    try {
      takeNoteOfTheEnd();
      return look(now, conditions);
    } catch (ClusterUnreachableException e) {
      watchedSince = null;
      lastLook = null;
      if (isBlindForLong()) {
        conditions.add(
            new Condition("cannot-see", "the cluster cannot be seen: " + e.getMessage()));
      }
      return blind(now, conditions, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      conditions.add(new Condition("tick", "the monitor itself fails: " + e));
      return blind(now, conditions, "the monitor itself fails: " + e);
    }
  }

  /** Begins nothing more; a step that runs may finish. Waits for it. */
  public void close() {
    stop.afterRunningSteps();
    TreatmentRun last = running;
    if (last != null) {
      last.problem();
    }
  }

  /** Whether something is being done. */
  public boolean isBusy() {
    return running != null && !running.isOver();
  }

  private Tick look(Instant now, List<Condition> conditions) {
    ClusterSnapshot snapshot = read(conditions);
    blindSince = null;
    long nanos = ports.ticker().read();
    if (lastLook != null && nanos - lastLook > 5 * policy.health().interval().toNanos()) {
      watchedSince = null; // We were asleep, and do not know what happened meanwhile.
    }
    lastLook = nanos;
    Optional<String> busy = busy(nanos, conditions);
    if (watchedSince == null || (busy.isPresent() && running == null && obstacle.isEmpty())) {
      watchedSince = nanos;
    }
    watch.observe(snapshot, nanos);
    Map<String, Verdict> verdicts = watch.conclude(probe());
    Map<String, String> quarantined = ports.records().quarantined();
    if (!quarantined.keySet().equals(setApart)) {
      setApart = Set.copyOf(quarantined.keySet());
      treatments = null;
    }
    Ledger ledger = new Ledger(treatments(now), quarantined);
    Ruling ruling =
        guards.admit(
            new Circumstances(
                now,
                Duration.ofNanos(nanos - watchedSince),
                snapshot.registered(),
                verdicts,
                ledger,
                ports.pauses().read(),
                busy));
    ruling.quarantine().forEach(ports.records()::quarantine);
    ruling.action().ifPresent(this::begin);
    conditions.addAll(ruling.conditions());
    return told(
        new Tick(now, Optional.of(snapshot), verdicts, ruling, runningWords(), List.of()),
        conditions);
  }

  /** A Redis that is restarted is back in a moment: nobody is woken for that. */
  private boolean isBlindForLong() {
    long nanos = ports.ticker().read();
    Long since = blindSince;
    if (since == null) {
      blindSince = nanos;
      return false;
    }
    return nanos - since >= policy.health().hungAfter().toNanos();
  }

  /** A registry that is empty all at once was lost, with its Redis; we still know who was in it. */
  private ClusterSnapshot read(List<Condition> conditions) {
    ClusterSnapshot snapshot = ports.source().read();
    if (snapshot.servers().isEmpty() && !lastSeen.isEmpty()) {
      conditions.add(
          new Condition(
              "registry",
              "Redis has lost the registrations of all %d servers; they were written again from memory"
                  .formatted(lastSeen.size())));
      ports.registry().restore(lastSeen);
      watchedSince = null;
      return ports.source().read();
    }
    lastSeen = snapshot.registered();
    if (!snapshot.refused().isEmpty()) {
      conditions.add(
          new Condition(
              "refused",
              "%d records in Redis cannot be believed, the first: %s: %s"
                  .formatted(
                      snapshot.refused().size(),
                      snapshot.refused().get(0).record(),
                      snapshot.refused().get(0).reason())));
    }
    return snapshot;
  }

  private Map<String, ProbeAnswer> probe() {
    List<Server> odd = watch.toProbe();
    return odd.isEmpty() || odd.size() > MOST_PROBES ? Map.of() : ports.prober().probe(odd);
  }

  /** What keeps us from acting: our own treatment, another run, or a try that could not begin. */
  private Optional<String> busy(long nanos, List<Condition> conditions) {
    obstacle = nanos < notBefore ? obstacle : "";
    if (running != null) {
      return Optional.of(running.words());
    } else if (!obstacle.isEmpty()) {
      conditions.add(new Condition("cannot-act", "the monitor cannot act: " + obstacle));
      return Optional.of("the last try could not begin: " + obstacle);
    }
    if (!settled && !settle(nanos, conditions)) {
      return Optional.of(obstacle);
    }
    Optional<String> holder = ports.lease().holder();
    if (holder.isPresent()) {
      return Optional.of("run " + holder.get() + " holds the lease of the cluster");
    }
    Optional<String> half = ports.records().unfinishedClusterRun();
    half.ifPresent(
        run ->
            conditions.add(
                new Condition(
                    "half-way " + run,
                    "run %s of the whole cluster stopped half-way, so nothing is restarted; go on with: restart-monkey resume %s"
                        .formatted(run, run))));
    return half.map(run -> "run " + run + " of the whole cluster stopped half-way");
  }

  /** Ends what is left of treatments that a crash cut off; the guards decide what comes next. */
  private boolean settle(long nanos, List<Condition> conditions) {
    StopSignal nothingMore = new StopSignal();
    nothingMore.afterRunningSteps();
    try {
      for (String run : ports.records().unfinishedTreatments()) {
        monkey.resume(run, nothingMore);
      }
      treatments = null;
      settled = true;
      return true;
    } catch (RuntimeException e) {
      cannotAct(nanos, String.valueOf(e.getMessage()));
      conditions.add(new Condition("cannot-act", "the monitor cannot act: " + obstacle));
      return false;
    }
  }

  private void begin(Action action) {
    RestartRequest request =
        RestartRequest.of(new Job.Treatment(action.remedy(), action.server(), action.reason()))
            .withStepDeadline(policy.stepDeadline());
    running = TreatmentRun.begin(action, monkey, request, stop, ports.worker());
  }

  private void takeNoteOfTheEnd() {
    TreatmentRun last = running;
    if (last != null && last.isOver()) {
      running = null;
      treatments = null;
      if (Treatment.isCure(last.action().remedy())) {
        watch.forget(last.action().server());
      }
      last.problem().ifPresent(problem -> cannotAct(ports.ticker().read(), problem));
    }
  }

  private void cannotAct(long nanos, String problem) {
    obstacle = problem;
    notBefore = nanos + RETRY.toNanos();
  }

  private List<Treatment> treatments(Instant now) {
    List<Treatment> known = treatments;
    if (known == null) {
      known = ImmutableList.copyOf(ports.records().treatments(now.minus(MEMORY)));
      treatments = known;
    }
    return known;
  }

  private Optional<String> runningWords() {
    return Optional.ofNullable(running).map(TreatmentRun::words);
  }

  private Tick blind(Instant now, List<Condition> conditions, String why) {
    Ruling nothing = new Ruling(Optional.empty(), List.of(why), Map.of(), conditions);
    return told(
        new Tick(now, Optional.empty(), Map.of(), nothing, runningWords(), List.of()), conditions);
  }

  private Tick told(Tick tick, List<Condition> conditions) {
    Ruling ruling = tick.ruling();
    Tick told =
        new Tick(
            tick.at(),
            tick.snapshot(),
            tick.verdicts(),
            new Ruling(ruling.action(), ruling.holds(), ruling.quarantine(), conditions),
            tick.running(),
            book.alerts(conditions, tick.at()));
    told.alerts().forEach(ports.alerts()::send);
    ports.records().keep(told);
    return told;
  }
}
