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
  private final RestartMonkey monkey;
  private final MonitorPolicy policy;
  private final MonitorPorts ports;
  private final ClusterObserver observer;
  private final Probes probes;
  private final Treatments treatments;
  private final SharedLedger ledger;
  private final HealthWatch watch;
  private final TrafficWatch traffic;
  private final Guards guards;
  private final OldAgents oldAgents;
  private final TickPublisher publisher;
  private final ForeignRun othersRun;
  private Set<String> leftAlone = Set.of();
  private Set<String> warmingUp = Set.of();
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
    this.observer =
        new ClusterObserver(
            ports,
            policy.health(),
            policy.guards().observation(),
            all -> monkey.believed(all, policy.localAllowed()));
    this.probes = new Probes(ports.prober(), ports.probing(), ports.ticker());
    this.treatments = new Treatments(monkey, policy, ports);
    this.ledger = new SharedLedger(ports.intents(), ports.machine(), ports.clock());
    this.watch = new HealthWatch(policy.health(), policy.guards().services());
    this.traffic = new TrafficWatch(ports.traffic(), policy.trafficCheck(), ports.ticker());
    this.guards = new Guards(policy.guards());
    this.oldAgents = new OldAgents(policy.guards().services());
    this.publisher =
        new TickPublisher(ports, observer, probes, new AlertBook(policy.repeatAlerts()));
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
      return publisher.publish(tick, conditions, !othersRun.explains() && !closing);
    } catch (ClusterUnreachableException e) {
      return publisher.publish(blind(now, String.valueOf(e.getMessage())), conditions, false);
    } catch (RuntimeException e) {
      conditions.add(new Condition("tick", "the monitor itself fails: " + e));
      return publisher.publish(blind(now, "the monitor itself fails: " + e), conditions, false);
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
    ClusterSnapshot snapshot = observer.look(now, patience(), conditions);
    observer.takeRecalled().ifPresent(probes::recall);
    Map<String, Verdict> verdicts = judge(snapshot);
    Leadership.Standing standing = ports.leadership().standing();
    Optional<String> holder = ports.lease().holder();
    othersRun.heldBy(treatments.isRunning() ? Optional.empty() : holder);
    MonitorState own = treatments.settled(conditions);
    boolean mayTakeOver = standing.role() == Leadership.Role.LEADS && holder.isEmpty() && !closing;
    MonitorState past = shared(own, mayTakeOver, snapshot, conditions);
    leftAlone = past.quarantined().keySet();
    Optional<String> busy = busy(standing, past, holder, conditions);
    if (busy.isPresent() && !treatments.isRunning()) {
      observer.beginAnew();
    }
    Ledger known = ledger(own, past);
    warmingUp = known.curedSince(now.minus(policy.health().cpuGrace()));
    lookAtTraffic(snapshot, known, busy.isEmpty());
    Decision decision = guards.admit(input(now, snapshot, verdicts, known, busy));
    carryOut(decision);
    oldAgents.condition(snapshot).ifPresent(conditions::add);
    addWhatIsToBeTold(standing, decision, conditions);
    return new Tick(now, Optional.of(snapshot), verdicts, decision, treatments.words(), List.of());
  }

  private Map<String, Verdict> judge(ClusterSnapshot snapshot) {
    if (observer.seesAgain()) {
      watch.forgetSilence();
    }
    watch.observe(snapshot, ports.ticker().read());
    watch.excuse(warmingUp);
    return watch.conclude(probes.answers(toProbe(), watch.heardWell()));
  }

  private static Ledger ledger(MonitorState own, MonitorState past) {
    return new Ledger(
        past.treatments(),
        past.quarantined(),
        Sets.difference(past.quarantined().keySet(), own.quarantined().keySet()));
  }

  private DecisionInput input(
      Instant now,
      ClusterSnapshot snapshot,
      Map<String, Verdict> verdicts,
      Ledger known,
      Optional<String> busy) {
    return new DecisionInput(
        now,
        snapshot.observedAt(),
        observer.watched(),
        snapshot.registered(),
        verdicts,
        known,
        observer.pause(),
        busy,
        traffic.findings(),
        treatments.obstacles().holds(ports.ticker().read()),
        unable(snapshot));
  }

  private void carryOut(Decision decision) {
    treatments.obstacles().keepOnly(decision.concerned());
    decision.quarantine().forEach(ports.records()::quarantine);
    decision.action().ifPresent(this::begin);
  }

  private void addWhatIsToBeTold(
      Leadership.Standing standing, Decision decision, List<Condition> conditions) {
    if (standing.role() == Leadership.Role.STANDS_BY) {
      publisher.leaveToTheLeader(conditions);
    } else if (!othersRun.explains()) {
      othersRun.condition().ifPresent(conditions::add);
      conditions.addAll(decision.conditions());
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
      MonitorState own, boolean mayTakeOver, ClusterSnapshot snapshot, List<Condition> conditions) {
    try {
      return ledger.with(
          own,
          mayTakeOver,
          () -> snapshot.registered().stream().map(Server::name).collect(Collectors.toSet()));
    } catch (ClusterUnreachableException e) { // The cluster was just seen, so this may last.
      conditions.add(new Condition("cannot-lead", String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private List<Server> toProbe() {
    return watch.toProbe().stream().filter(server -> !leftAlone.contains(server.name())).toList();
  }

  /**
   * What keeps us from acting: that another monitor leads, our own treatment, another run, or what
   * must be settled first.
   */
  private Optional<String> busy(
      Leadership.Standing standing,
      MonitorState past,
      Optional<String> holder,
      List<Condition> conditions) {
    if (!standing.why().isEmpty()) {
      return Optional.of(standing.why());
    }
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
}
