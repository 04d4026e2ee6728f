package io.restartmonkey.simulation;

import com.google.common.base.Throwables;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.run.Content;
import io.restartmonkey.simulation.SimulatedProxy.Traffic;
import io.restartmonkey.spi.Intent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A day of a cluster with its faults, in virtual time; a week, if one of them comes back every
 * hour. The same seed gives the same day. For one use.
 */
public final class Simulation {
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration WEEK = DAY.multipliedBy(7);

  /** A fault then is one that comes back all the week. */
  private static final Duration LATE = DAY.multipliedBy(3);

  private static final int MAX_MONITORS = 3;
  private static final Duration OPERATOR = Duration.ofMinutes(45);

  private final long seed;
  private final boolean skips;
  private final Random random;
  private final Duration turn;
  private final EventQueue agenda = new EventQueue();
  private final Trace trace = new Trace(agenda);
  private final World estate;
  private final Invariants rules;
  private final List<SimulatedMonitor> monkeys = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();
  private final Operator operator;
  private final Restarts restarts;
  private final Queue<Fault> faults;
  private Duration end;
  private int active;
  private int begun;
  private final Set<String> visited = new HashSet<>();

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
    this.random = new Random(seed);
    this.turn = Duration.ofMinutes(due.trafficCheck().plusMinutes(1).minusNanos(1).toMinutes());
    this.estate = new World(agenda, random, trace);
    this.rules =
        new Invariants(
            estate,
            due,
            new Oversight(this::openAlerts, this::quarantined, this::isWatched, this::isRestarted));
    estate.redis().onLoss(rules.cures()::forget);
    populate(due.guards());
    int number = 1 + random.nextInt(MAX_MONITORS);
    for (int i = 1; i <= number; i++) {
      monkeys.add(
          new SimulatedMonitor(new Machine("m" + i, agenda), estate, policy, content, rules));
    }
    monkeys.forEach(monkey -> machines.add(monkey.machine()));
    machines.forEach(machine -> machine.onClockSet(rules.cures()::clockWasSet));
    this.operator = new Operator(new Machine("desk", agenda), estate, content, rules);
    machines.add(operator.desk());
    Faults drawn = new Faults(new FaultTargets(estate, due.guards().services(), monkeys));
    this.restarts = new Restarts(estate, operator, machines, drawn);
    List<Fault> all = new ArrayList<>(drawn.draw());
    all.addAll(restarts.draw(DAY));
    this.end = all.stream().anyMatch(fault -> fault.at().compareTo(LATE) >= 0) ? WEEK : DAY;
    all.removeIf(fault -> fault.at().compareTo(end) >= 0);
    all.sort(Comparator.comparing(Fault::at));
    this.faults = new ArrayDeque<>(all);
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

  private void populate(GuardPolicy guards) {
    estate.addProxy("proxy1");
    if (random.nextInt(3) == 0) {
      estate.addProxy("proxy2");
    }
    for (SimulatedProxy proxy : estate.proxies()) {
      register(proxy.name(), Set.of(ContentContract.PROXY_GROUP));
    }
    register("redis1", Set.of(ContentContract.REDIS_GROUP));
    for (String service : guards.services().stream().sorted().toList()) {
      int number = Math.max(1, guards.floor()) + random.nextInt(4);
      for (int i = 1; i <= number; i++) {
        String name = service + i;
        register(name, Set.of(service));
        estate.proxies().forEach(proxy -> proxy.set(name, Traffic.READY));
      }
    }
  }

  private void register(String name, Set<String> groups) {
    SimulatedServer server = estate.make(name, groups);
    server.startService();
    estate.redis().register(server.server());
  }

  /** Only this goes wrong. */
  void onlyFault(Function<World, Fault> fault) {
    faults.clear();
    faults.add(fault.apply(estate));
    end = DAY;
  }

  /** Only these go wrong, in a week. */
  void onlyFaultsOfAWeek(Function<World, List<Fault>> week) {
    faults.clear();
    faults.addAll(week.apply(estate));
    end = WEEK;
  }

  /** Only this goes wrong: Redis comes back empty while no monitor runs. */
  void onlyLosesRedisWhileNobodyWatches() {
    Duration away = Duration.ofSeconds(10);
    onlyFault(
        there ->
            new Fault(
                away.multipliedBy(30),
                away,
                "Redis comes back empty while no monitor runs",
                () -> {
                  for (SimulatedMonitor monkey : monkeys) {
                    monkey.kill();
                    monkey.startAfter(away.multipliedBy(2));
                  }
                  there.redis().goDown();
                },
                there.redis()::comeBackEmpty));
  }

  /** Whether every server is registered. */
  boolean knowsAllServers() {
    return estate.servers().stream()
        .allMatch(server -> !server.exists() || estate.redis().isRegistered(server.name()));
  }

  /** Only this is done: the cluster is restarted from the machine of that number. */
  void onlyRestart(int machine, boolean reboots) {
    faults.clear();
    end = DAY;
    faults.add(restarts.restart(Duration.ofMinutes(5), machines.get(machine), reboots));
  }

  /** Lets the restart of the cluster die; else like {@link #crash}. */
  void crashRestart(int point, Consumer<Operator> then) {
    operator.points().crashAt(point);
    operator.afterDeath(then);
  }

  /**
   * Lets the disk be full when the cluster is restarted.
   *
   * @param machine where it is restarted
   * @param point when it becomes full, see {@link CrashPoints}
   * @param time how long it is
   * @param then what happens when it is no longer full
   */
  void fillDiskInRestart(int machine, int point, Duration time, Consumer<World> then) {
    Machine full = machines.get(machine);
    operator
        .points()
        .at(
            point,
            () -> {
              trace.say("the disk of " + full.name() + " is full");
              full.fillDisk(true);
              agenda.after(
                  time,
                  () -> {
                    full.fillDisk(false);
                    then.accept(estate);
                  });
            });
  }

  /** How many points the restart of the cluster passed at which it could die. */
  int pointsOfRestart() {
    return operator.points().passed();
  }

  /**
   * Lets the first monitor die.
   *
   * @param point when, see {@link CrashPoints}
   * @param then what becomes of it
   */
  void crash(int point, Consumer<SimulatedMonitor> then) {
    SimulatedMonitor first = monkeys.get(0);
    first.points().crashAt(point);
    first.afterDeath(() -> then.accept(first));
  }

  /** How many points the first monitor passed at which it could die. */
  int points() {
    return monkeys.get(0).points().passed();
  }

  /**
   * Lets the machine of the first monitor stand still, with all that goes on there, when a run is
   * about to do the task that comes after so many others.
   */
  void standStill(int others, Duration time) {
    Machine first = machines.get(0);
    first.beforeTask(
        others,
        () -> {
          trace.say(first.name() + " and its runs stand still");
          first.suspend();
          agenda.after(time, first::resume);
        });
  }

  /** How many tasks the runs of the first monitor have come to. */
  int tasks() {
    return machines.get(0).tasks();
  }

  /** How many cures there were, as far as anybody knows. */
  int cures() {
    return rules.cures().total();
  }

  int monitors() {
    return monkeys.size();
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
        monkeys.stream().mapToInt(SimulatedMonitor::alerts).sum(),
        operator.done());
  }

  private void pass() {
    monkeys.forEach(SimulatedMonitor::start);
    while (agenda.wall().compareTo(end) < 0 && rules.violation().isEmpty()) {
      Duration next = faults.isEmpty() ? end : faults.element().at();
      if (skips && isQuiet()) {
        agenda.skipTo(next, turn);
      }
      if (!next.minus(agenda.nextWall()).isNegative() || faults.isEmpty()) {
        agenda.next();
      } else {
        agenda.passTo(next);
        begin(faults.remove());
      }
      rules.check();
      mend();
    }
  }

  private boolean isQuiet() {
    return active == 0
        && estate.isCalm()
        && monkeys.stream().allMatch(SimulatedMonitor::isQuiet)
        && isIdle();
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

  /** A server that was set apart gets a visit by an operator in the end. */
  private void mend() {
    for (SimulatedMonitor monkey : monkeys) {
      for (String name : monkey.machine().quarantined().keySet()) {
        if (visited.add(name)) {
          agenda.after(
              OPERATOR,
              () -> {
                trace.say("an operator mends " + name);
                visited.remove(name);
                estate
                    .server(name)
                    .ifPresent(
                        server -> {
                          server.deploy(false);
                          server.boot();
                        });
                monkey.machine().quarantined().remove(name);
                rules.cures().forget(name);
                monkey.machine().cleared().put(name, monkey.machine().clock().instant());
                clear(name, monkey.machine().name());
              });
        }
      }
    }
  }

  /** As the command does it, so that others know although no monitor runs there any more. */
  private void clear(String server, String machine) {
    if (estate.redis().isUp()) {
      List.copyOf(estate.redis().quarantines()).stream()
          .filter(known -> known.server().equals(server) && known.machine().equals(machine))
          .forEach(known -> estate.redis().write(known.cleared(estate.agenda().now())));
    }
  }

  private boolean isWatched() {
    return monkeys.stream().anyMatch(SimulatedMonitor::isAwake);
  }

  private boolean isRestarted() {
    return operator.isAtWork();
  }

  private Collection<String> openAlerts() {
    Set<String> open = new HashSet<>();
    monkeys.forEach(monkey -> open.addAll(monkey.openAlerts()));
    return open;
  }

  private Collection<String> quarantined() {
    Set<String> all = new HashSet<>();
    monkeys.forEach(monkey -> all.addAll(monkey.machine().quarantined().keySet()));
    return all;
  }
}
