package io.restartmonkey.monitor;

import com.google.common.collect.Sets;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.AlertBook;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.Decision;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.health.Tick;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.internal.decision.DecisionInput;
import io.restartmonkey.internal.decision.Guards;
import io.restartmonkey.internal.decision.HealthWatch;
import io.restartmonkey.internal.decision.Ledger;
import io.restartmonkey.internal.decision.OldAgents;
import io.restartmonkey.internal.decision.TrafficAudit;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.MonitorState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Watches a cluster and has its servers treated. Each {@link #tick}:
 *
 * <ol>
 *   <li>Take note of a treatment that has ended.
 *   <li>Read the cluster once. If it cannot be seen, nothing is done, and observation begins anew.
 *   <li>Judge each server; those of which nothing is heard are asked directly, meanwhile.
 *   <li>Settle treatments that a crash left unfinished, here or on a machine that is gone.
 *   <li>Now and then, while nothing is done, ask the proxies who gets traffic.
 *   <li>Of several monitors, one leads; the others only watch.
 *   <li>Decide: at most one action, and a reason for everything that is not done.
 *   <li>Begin the action on the worker; a tick never waits for it.
 * </ol>
 *
 * <p>Every decision follows from what is seen and recorded, so whatever was lost in a crash is
 * decided again. For one thread.
 */
public final class Monitor {
  /** Conditions that no other monitor can tell of. */
  private static final Set<String> OF_THIS_MACHINE =
      Set.of("cannot-see", "cannot-lead", "cannot-settle", "keep", "memory", "slow", "tick");

  private final RestartMonkey monkey;
  private final MonitorPolicy policy;
  private final MonitorPorts ports;
  private final ClusterObserver lookout;
  private final Probes probes;
  private final Treatments treatments;
  private final SharedLedger ledger;
  private final HealthWatch watch;
  private final TrafficWatch traffic;
  private final Guards guards;
  private final OldAgents oldAgents;
  private final AlertBook book;
  private final ForeignRun othersRun;
  private Set<String> leftAlone = Set.of();
  private Set<String> warmingUp = Set.of();
  private Optional<String> unkept = Optional.empty();
  private boolean closing;

  /**
   * A monitor that has seen nothing yet.
   *
   * @param monkey what treats servers; its journals are those of {@link MonitorPorts#records}
   */
  public Monitor(RestartMonkey monkey, MonitorPolicy policy, MonitorPorts ports) {
    this.monkey = monkey;
    this.policy = policy;
    this.ports = ports;
    this.lookout =
        new ClusterObserver(
            ports, policy.health(), all -> monkey.believed(all, policy.hereAllowed()));
    this.probes = new Probes(ports.prober(), ports.probing(), ports.ticker());
    this.treatments = new Treatments(monkey, policy, ports);
    this.ledger = new SharedLedger(ports.intents(), ports.machine(), ports.clock());
    this.watch = new HealthWatch(policy.health(), policy.guards().services());
    this.traffic = new TrafficWatch(ports.traffic(), policy.trafficCheck(), ports.ticker());
    this.guards = new Guards(policy.guards());
    this.oldAgents = new OldAgents(policy.guards().services());
    this.book = new AlertBook(policy.repeatAlerts());
    this.othersRun = new ForeignRun(ports.ticker());
  }

  /** Looks once, decides, and begins what is to be done. Never throws. */
  public Tick tick() {
    Instant now = ports.clock().instant();
    List<Condition> conditions = new ArrayList<>();
    try {
      treatments
          .ended()
          .filter(action -> Treatment.isCure(action.remedy()))
          .ifPresent(action -> watch.forget(action.server()));
      Tick tick = look(now, conditions);
      return told(tick, conditions, !othersRun.explains() && !closing);
    } catch (ClusterUnreachableException e) {
      return told(blind(now, String.valueOf(e.getMessage())), conditions, false);
    } catch (RuntimeException e) {
      conditions.add(new Condition("tick", "the monitor itself fails: " + e));
      return told(blind(now, "the monitor itself fails: " + e), conditions, false);
    }
  }

  /**
   * Begins nothing more; a step that runs may finish. Waits for it, and looks once more, so that
   * what it left behind is told.
   */
  public void close() {
    treatments.close();
    traffic.pause();
    closing = true;
    tick();
    ports.leadership().resign();
  }

  private Tick look(Instant now, List<Condition> conditions) {
    ClusterSnapshot snapshot = lookout.look(now, patience(), conditions);
    if (lookout.seesAgain()) {
      watch.forgetSilence();
    }
    watch.observe(snapshot, ports.ticker().read());
    watch.excuse(warmingUp);
    Map<String, Verdict> verdicts = watch.conclude(probes.answers(toProbe(), watch.heardWell()));
    Leadership.Standing standing = ports.leadership().standing();
    Optional<String> holder = ports.lease().holder();
    othersRun.heldBy(treatments.isRunning() ? Optional.empty() : holder);
    MonitorState own = treatments.settled(conditions);
    MonitorState past =
        shared(
            own,
            standing.role() == Leadership.Role.LEADS && holder.isEmpty() && !closing,
            () -> snapshot.registered().stream().map(Server::name).collect(Collectors.toSet()),
            conditions);
    leftAlone = past.quarantined().keySet();
    Optional<String> busy =
        Optional.of(standing.why())
            .filter(why -> !why.isEmpty())
            .or(() -> busy(past, holder, conditions));
    if (busy.isPresent() && !treatments.isRunning()) {
      lookout.beginAnew();
    }
    Ledger known =
        new Ledger(
            past.treatments(),
            past.quarantined(),
            Sets.difference(past.quarantined().keySet(), own.quarantined().keySet()));
    warmingUp = known.curedSince(now.minus(policy.health().cpuGrace()));
    lookAtTraffic(snapshot, known, busy.isEmpty());
    Decision ruling =
        guards.admit(
            new DecisionInput(
                now,
                snapshot.observedAt(),
                lookout.watched(),
                snapshot.registered(),
                verdicts,
                known,
                lookout.pause(),
                busy,
                traffic.findings(),
                treatments.obstacles().holds(ports.ticker().read()),
                unable(snapshot)));
    treatments.obstacles().keepOnly(ruling.concerned());
    ruling.quarantine().forEach(ports.records()::quarantine);
    ruling.action().ifPresent(this::begin);
    oldAgents.condition(snapshot).ifPresent(conditions::add);
    addWhatIsToBeTold(standing, ruling, conditions);
    return new Tick(now, Optional.of(snapshot), verdicts, ruling, treatments.words(), List.of());
  }

  private void addWhatIsToBeTold(
      Leadership.Standing standing, Decision ruling, List<Condition> conditions) {
    if (standing.role() == Leadership.Role.STANDS_BY) {
      conditions.removeIf(condition -> !OF_THIS_MACHINE.contains(condition.key()));
      book.forgetBut(OF_THIS_MACHINE); // The leader tells of all else.
    } else if (!othersRun.explains()) {
      othersRun.condition().ifPresent(conditions::add);
      conditions.addAll(ruling.conditions());
      conditions.addAll(treatments.obstacles().conditions());
      conditions.addAll(traffic.conditions());
    }
    if (standing.role() == Leadership.Role.UNKNOWN) {
      conditions.add(new Condition("cannot-lead", "nothing is done, as " + standing.why()));
    }
  }

  private Map<String, Map<Remedy, String>> unable(ClusterSnapshot snapshot) {
    return snapshot.registered().stream()
        .map(Server::provider)
        .distinct()
        .collect(Collectors.toMap(provider -> provider, monkey::unable));
  }

  /** A run of others may restart Redis as well. */
  private Duration patience() {
    return othersRun.explains() ? policy.stepDeadline() : policy.health().hungAfter();
  }

  private void begin(Action action) {
    traffic.pause();
    treatments.begin(action);
  }

  private void lookAtTraffic(ClusterSnapshot snapshot, Ledger known, boolean calm) {
    if (calm) {
      traffic.look(
          snapshot,
          report ->
              TrafficAudit.findings(
                  guards.policy(), snapshot.registered(), snapshot::hasRefused, known, report));
    } else {
      traffic.pause();
    }
  }

  private MonitorState shared(
      MonitorState own,
      boolean leads,
      Supplier<Set<String>> registered,
      List<Condition> conditions) {
    try {
      return ledger.with(own, leads, registered);
    } catch (ClusterUnreachableException e) { // The cluster was just seen, so this may last.
      conditions.add(new Condition("cannot-lead", String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private List<Server> toProbe() {
    return watch.toProbe().stream().filter(server -> !leftAlone.contains(server.name())).toList();
  }

  /** What keeps us from acting: our own treatment, another run, or what must be settled first. */
  private Optional<String> busy(
      MonitorState past, Optional<String> holder, List<Condition> conditions) {
    if (closing) {
      return Optional.of("the monitor stops");
    }
    Optional<String> ours = treatments.words().or(treatments::unsettled);
    if (ours.isPresent()) {
      return ours;
    }
    if (holder.isPresent()) {
      return Optional.of("run " + holder.get() + " holds the lease of the cluster");
    }
    Optional<Condition> halfWay =
        past.isHalfWay(ports.machine())
            .map(IncompleteRun::here)
            .or(() -> past.elsewhere().map(IncompleteRun::there));
    halfWay.ifPresent(conditions::add);
    return halfWay.map(Condition::text);
  }

  private Tick blind(Instant now, String why) {
    Decision nothing = Decision.nothing(why);
    return new Tick(now, Optional.empty(), Map.of(), nothing, treatments.words(), List.of());
  }

  private static boolean isAboutARefusedRecord(Tick tick, String key) {
    String server = key.substring(key.lastIndexOf(' ') + 1);
    return tick.snapshot().filter(snapshot -> snapshot.hasRefused(server)).isPresent();
  }

  /**
   * Tells of a tick.
   *
   * @param all whether these are all conditions, but for those of servers whose record cannot be
   *     believed; while we are blind or stop, or a run of others acts, what held before may still
   *     hold
   */
  private Tick told(Tick tick, List<Condition> conditions, boolean all) {
    unkept.ifPresent(
        problem ->
            conditions.add(
                new Condition("keep", "what the monitor sees cannot be kept: " + problem)));
    Tick told =
        tick.with(
            conditions,
            book.alerts(conditions, tick.at(), key -> all && !isAboutARefusedRecord(tick, key)));
    told.alerts().forEach(ports.alerts()::send);
    try {
      ports.records().keep(told);
      lookout
          .news(told.at())
          .ifPresent(
              news -> {
                ports.records().keep(news);
                lookout.kept(news);
              });
      unkept = Optional.empty();
    } catch (RuntimeException e) {
      unkept = Optional.of(String.valueOf(e.getMessage()));
    }
    return told;
  }
}
