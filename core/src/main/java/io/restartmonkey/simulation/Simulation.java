package io.restartmonkey.simulation;

import com.google.common.base.Throwables;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.Intent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * A day of a cluster with its faults, in virtual time; a week, if one of them comes back every
 * hour. The same seed gives the same day. For one use.
 */
public final class Simulation {
  private static final int MAX_MONITORS = 3;

  private final long seed;
  private final boolean skips;
  private final Duration turn;
  private final EventQueue agenda = new EventQueue();
  private final Trace trace = new Trace(agenda);
  private final World estate;
  private final Invariants rules;
  private final Monitors monitors = new Monitors();
  private final List<Machine> machines = new ArrayList<>();
  private final Operator operator;
  private final Restarts restarts;
  private final RepairVisits repairs;
  private final FaultInjector injector;
  private FaultSchedule schedule;
  private int active;
  private int begun;

  /**
   * A day that has not begun.
   *
   * @param seed what it is drawn from
   * @param policy the policy of its monitors
   * @param content as {@link #content} makes it
   */
  public Simulation(long seed, MonitorPolicy policy, Content content) {
    this(seed, policy, policy, content, true);
  }

  /**
   * The same where the monitors may go by another policy than they should.
   *
   * @param policy what they go by
   * @param due what they should go by
   * @param skips whether time is left out in which nothing happens
   */
  Simulation(long seed, MonitorPolicy policy, MonitorPolicy due, Content content, boolean skips) {
    this.seed = seed;
    this.skips = skips;
    this.turn = Duration.ofMinutes(due.trafficCheck().plusMinutes(1).minusNanos(1).toMinutes());
    this.estate = new World(agenda, new Random(seed), trace);
    this.rules =
        new Invariants(
            estate,
            due,
            new Oversight(
                monitors::openAlerts,
                monitors::quarantined,
                monitors::isAnyAwake,
                this::isRestarted));
    estate.redis().onLoss(rules.cures()::forget);
    new InitialCluster(estate).make(due.guards());
    addMonitors(policy, content);
    this.operator = new Operator(new Machine("desk", agenda), estate, content, rules);
    machines.add(operator.desk());
    Faults faults = new Faults(new FaultTargets(estate, due.guards().services(), monitors.all()));
    this.restarts = new Restarts(estate, operator, machines, faults);
    this.schedule = FaultSchedule.draw(faults, restarts);
    this.repairs = new RepairVisits(estate, monitors, rules.cures());
    this.injector = new FaultInjector(estate, monitors.first(), operator);
  }

  private void addMonitors(MonitorPolicy policy, Content content) {
    int number = 1 + estate.random().nextInt(MAX_MONITORS);
    for (int i = 1; i <= number; i++) {
      Machine machine = new Machine("m" + i, agenda);
      machine.onClockSet(rules.cures()::clockWasSet);
      machines.add(machine);
      monitors.add(new SimulatedMonitor(machine, estate, policy, content, rules));
    }
  }

  /**
   * Writes the playbooks and the inventory template that a simulation needs.
   *
   * @param folder an empty folder
   * @throws IOException if they cannot be written
   */
  public static Content content(Path folder, MonitorPolicy policy) throws IOException {
    return new SimulatedContent(policy.guards().services()).write(folder);
  }

  /** Only this goes wrong. */
  void onlyFault(Function<World, Fault> fault) {
    schedule = FaultSchedule.ofDay(fault.apply(estate));
  }

  /** Only these go wrong, in a week. */
  void onlyFaultsOfAWeek(Function<World, List<Fault>> week) {
    schedule = FaultSchedule.ofWeek(week.apply(estate));
  }

  /** Whether every server is registered. */
  boolean knowsAllServers() {
    return estate.servers().stream()
        .allMatch(server -> !server.exists() || estate.redis().isRegistered(server.name()));
  }

  /** Only this is done: the cluster is restarted from the machine of that number. */
  void onlyRestart(int machine, boolean reboots) {
    schedule =
        FaultSchedule.ofDay(
            restarts.restart(Duration.ofMinutes(5), machines.get(machine), reboots));
  }

  /** Lets a process die, or a machine fail, at an exact point. */
  FaultInjector injector() {
    return injector;
  }

  /** How many cures there were, as far as anybody knows. */
  int cures() {
    return rules.cures().total();
  }

  /** The monitors of the cluster. */
  Monitors monitors() {
    return monitors;
  }

  /** Whether nothing is left of all that happened. */
  boolean isAtRest() {
    return estate.isCalm()
        && estate.redis().answers()
        && isIdle()
        && estate.redis().intents().stream().noneMatch(Intent::isOpen)
        && estate.redis().halfWay().filter(run -> !run.isOver()).isEmpty();
  }

  /** Whether no run goes on, and none is to be gone on with. */
  private boolean isIdle() {
    return operator.isIdle()
        && estate.redis().lease().holder().isEmpty()
        && machines.stream().allMatch(machine -> machine.processes().isEmpty());
  }

  /** Lets the day pass, or as much of it as all is well. */
  public SimulatedDay run() {
    Optional<String> problem = Optional.empty();
    try {
      pass();
    } catch (RuntimeException e) {
      problem = Optional.of("the day itself breaks: " + Throwables.getStackTraceAsString(e));
    }
    return new SimulatedDay(
        seed,
        problem.or(rules::violation),
        trace.lines(),
        begun,
        rules.changes(),
        monitors.alerts(),
        operator.done());
  }

  private void pass() {
    monitors.start();
    while (agenda.wall().compareTo(schedule.end()) < 0 && rules.violation().isEmpty()) {
      Duration next = schedule.next();
      if (skips && isQuiet()) {
        agenda.skipTo(next, turn);
      }
      if (!next.minus(agenda.nextWall()).isNegative() || schedule.isEmpty()) {
        agenda.next();
      } else {
        agenda.passTo(next);
        begin(schedule.remove());
      }
      rules.check();
      repairs.plan();
    }
  }

  private boolean isQuiet() {
    return active == 0 && estate.isCalm() && monitors.areQuiet() && isIdle();
  }

  private void begin(Fault fault) {
    trace.say("FAULT " + fault.name() + " (" + Trace.words(fault.lasts()) + ")");
    active++;
    begun++;
    fault.begins().run();
    agenda.after(
        fault.lasts(),
        () -> {
          trace.say("over: " + fault.name());
          active--;
          fault.ends().run();
        });
  }

  private boolean isRestarted() {
    return operator.isAtWork();
  }
}
