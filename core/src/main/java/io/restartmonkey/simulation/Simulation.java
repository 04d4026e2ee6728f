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
  private final EventQueue queue = new EventQueue();
  private final Trace trace = new Trace(queue);
  private final World world;
  private final Invariants invariants;
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
    this.world = new World(queue, new Random(seed), trace);
    this.invariants =
        new Invariants(
            world,
            due,
            new Oversight(
                monitors::openAlerts,
                monitors::quarantined,
                monitors::isAnyAwake,
                this::isRestarted));
    world.redis().onLoss(invariants.cures()::forget);
    new InitialCluster(world).make(due.guards());
    addMonitors(policy, content);
    this.operator = new Operator(new Machine("desk", queue), world, content, invariants);
    machines.add(operator.desk());
    Faults faults = new Faults(new FaultTargets(world, due.guards().services(), monitors.all()));
    this.restarts = new Restarts(world, operator, machines, faults);
    this.schedule = FaultSchedule.draw(faults, restarts);
    this.repairs = new RepairVisits(world, monitors, invariants.cures());
    this.injector = new FaultInjector(world, monitors.first(), operator);
  }

  private void addMonitors(MonitorPolicy policy, Content content) {
    int number = 1 + world.random().nextInt(MAX_MONITORS);
    for (int i = 1; i <= number; i++) {
      Machine machine = new Machine("m" + i, queue);
      machine.onClockSet(invariants.cures()::clockWasSet);
      machines.add(machine);
      monitors.add(new SimulatedMonitor(machine, world, policy, content, invariants));
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
    schedule = FaultSchedule.ofDay(fault.apply(world));
  }

  /** Only these go wrong, in a week. */
  void onlyFaultsOfAWeek(Function<World, List<Fault>> week) {
    schedule = FaultSchedule.ofWeek(week.apply(world));
  }

  /** Whether every server is registered. */
  boolean knowsAllServers() {
    return world.servers().stream()
        .allMatch(server -> !server.exists() || world.redis().isRegistered(server.name()));
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
    return invariants.cures().total();
  }

  /** The monitors of the cluster. */
  Monitors monitors() {
    return monitors;
  }

  /** Whether nothing is left of all that happened. */
  boolean isAtRest() {
    return world.isCalm()
        && world.redis().answers()
        && isIdle()
        && world.redis().intents().stream().noneMatch(Intent::isOpen)
        && world.redis().halfWay().filter(run -> !run.isOver()).isEmpty();
  }

  /** Whether no run goes on, and none is to be gone on with. */
  private boolean isIdle() {
    return operator.isIdle()
        && world.redis().lease().holder().isEmpty()
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
        problem.or(invariants::violation),
        trace.lines(),
        begun,
        invariants.changes(),
        monitors.alerts(),
        operator.done());
  }

  private void pass() {
    monitors.start();
    while (queue.wall().compareTo(schedule.end()) < 0 && invariants.violation().isEmpty()) {
      Duration next = schedule.next();
      if (skips && isQuiet()) {
        queue.skipTo(next, turn);
      }
      if (!next.minus(queue.nextWall()).isNegative() || schedule.isEmpty()) {
        queue.next();
      } else {
        queue.passTo(next);
        begin(schedule.remove());
      }
      invariants.check();
      repairs.plan();
    }
  }

  private boolean isQuiet() {
    return active == 0 && world.isCalm() && monitors.areQuiet() && isIdle();
  }

  private void begin(Fault fault) {
    trace.say("FAULT " + fault.name() + " (" + Trace.words(fault.lasts()) + ")");
    active++;
    begun++;
    fault.begins().run();
    queue.after(
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
