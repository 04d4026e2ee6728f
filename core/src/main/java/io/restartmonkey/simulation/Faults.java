package io.restartmonkey.simulation;

import io.restartmonkey.monitor.Pause;
import io.restartmonkey.simulation.SimulatedProxy.Traffic;
import io.restartmonkey.simulation.SimulatedServer.App;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Draws what goes wrong in a day. */
final class Faults {
  private static final Duration DAY = Duration.ofHours(24);
  private static final int MOST = 8;

  /** So many has the longest run about one server, or a few more. */
  private static final int MOST_TASKS = 15;

  private final Estate estate;
  private final Set<String> services;
  private final List<Monkey> monkeys;
  private final Random random;

  Faults(Estate estate, Set<String> services, List<Monkey> monkeys) {
    this.estate = estate;
    this.services = services;
    this.monkeys = monkeys;
    this.random = estate.random();
  }

  /** The faults of a day; some come close upon each other. */
  List<Fault> draw() {
    List<Fault> faults = new ArrayList<>();
    int number = 1 + random.nextInt(MOST);
    Duration at = Duration.ofMinutes(5);
    for (int i = 0; i < number; i++) {
      at =
          random.nextInt(3) == 0
              ? at.plusSeconds(random.nextInt(120))
              : at.plusSeconds(random.nextInt((int) (2 * DAY.toSeconds() / number)));
      faults.add(one(at));
    }
    return faults;
  }

  /** What goes wrong then. */
  Fault one(Duration at) {
    Duration lasts = Duration.ofSeconds(5 + (long) Math.pow(1800, random.nextDouble()));
    List<SimulatedServer> apps =
        estate.servers().stream().filter(s -> services.stream().anyMatch(s::isIn)).toList();
    SimulatedServer server = apps.get(random.nextInt(apps.size()));
    SimulatedProxy proxy = estate.proxies().get(random.nextInt(estate.proxies().size()));
    Monkey monkey = monkeys.get(random.nextInt(monkeys.size()));
    String name = server.name();
    return switch (random.nextInt(36)) {
      case 0, 1 -> fault(at, lasts, name + " freezes", server::freeze, server::thaw);
      case 2 -> once(at, lasts, name + " hangs", () -> server.becomes(App.HUNG));
      case 3, 4 -> once(at, lasts, name + " burns CPU", () -> server.becomes(App.BUSY));
      case 5 -> once(at, lasts, "the agent of " + name + " dies", server::killAgent);
      case 6 ->
          fault(
              at,
              lasts,
              "a bad build on " + name,
              () -> server.deploy(true),
              () -> server.deploy(false));
      case 7 ->
          fault(
              at,
              lasts,
              "a bad build on all",
              () -> apps.forEach(s -> s.deploy(true)),
              () -> apps.forEach(s -> s.deploy(false)));
      case 8 ->
          fault(
              at,
              lasts,
              "load",
              () -> apps.forEach(s -> s.load(true)),
              () -> apps.forEach(s -> s.load(false)));
      case 9 -> once(at, lasts, "heartbeats of " + name + " are lost", () -> server.mute(lasts));
      case 10 ->
          fault(
              at,
              lasts,
              "heartbeats of " + name + " are late",
              () -> server.delayBeats(Duration.ofSeconds(7)),
              () -> server.delayBeats(Duration.ZERO));
      case 11 ->
          fault(at, lasts, "Redis is down", estate.redis()::goDown, estate.redis()::comeBack);
      case 12 ->
          fault(
              at,
              lasts,
              "Redis is down, and comes back empty",
              estate.redis()::goDown,
              estate.redis()::comeBackEmpty);
      case 13 ->
          fault(
              at,
              lasts,
              "Redis fails over to older data",
              estate.redis()::replicate,
              estate.redis()::failOver);
      case 14 -> fault(at, lasts, proxy.name() + " is down", proxy::goDown, proxy::start);
      case 15 ->
          fault(
              at,
              lasts,
              proxy.name() + " takes no changes",
              () -> proxy.refuseChanges(true),
              () -> proxy.refuseChanges(false));
      case 16 ->
          fault(
              at,
              lasts,
              "SSH to " + name + " is cut",
              () -> estate.cutSsh(name),
              () -> estate.mendSsh(name));
      case 17 ->
          fault(at, lasts, "SSH is slow", () -> estate.slowSsh(true), () -> estate.slowSsh(false));
      case 18 -> {
        String task =
            List.of("traffic", "smoke_test", "agent", "Wait", "Ask").get(random.nextInt(5));
        yield fault(
            at,
            lasts,
            "the next task of " + task + " fails",
            () -> estate.failAt(Optional.of(task)),
            () -> estate.failAt(Optional.empty()));
      }
      case 19, 20 -> {
        List<Provider.Trouble> all = List.of(Provider.Trouble.values());
        Provider.Trouble trouble = all.get(1 + random.nextInt(all.size() - 1));
        yield fault(
            at,
            lasts,
            "the provider " + trouble,
            () -> estate.provider().has(trouble),
            () -> estate.provider().has(Provider.Trouble.NONE));
      }
      case 21 -> fault(at, lasts, monkey.machine().name() + " stalls", monkey::pause, monkey::wake);
      case 22 ->
          fault(at, lasts, monkey.machine().name() + " is killed", monkey::kill, monkey::start);
      case 23 -> {
        Duration by = Duration.ofSeconds(random.nextInt(7200) - 3600);
        yield once(
            at,
            lasts,
            "the clock of " + monkey.machine().name() + " jumps by " + by,
            () -> monkey.machine().stepClock(by));
      }
      case 24 -> once(at, lasts, "no server is heard of or let in", () -> estate.cutOff(lasts));
      case 25 ->
          fault(
              at,
              lasts,
              "lies about " + name,
              () -> {
                estate.redis().lie(server.server(), "cloud; touch /tmp/{{ 7*7 }}");
                server.becomes(App.BUSY);
              },
              estate.redis()::stopLying);
      case 26 ->
          monkeys.indexOf(monkey) == 0
              ? once(at, lasts, "nothing", () -> {})
              : once(at, lasts, monkey.machine().name() + " is gone", monkey.machine()::vanish);
      case 27, 28, 29 -> inTheNextRun(at, lasts, monkey);
      case 33 ->
          fault(
              at,
              lasts,
              "somebody takes " + name + " out of traffic",
              () -> byHand(server, () -> setEverywhere(server, Traffic.DRAINED)),
              () -> setEverywhere(server, Traffic.READY));
      case 34 ->
          once(
              at,
              lasts,
              "somebody drains " + name + " past the file of " + proxy.name(),
              () -> byHand(server, () -> proxy.setRuntime(name, Traffic.DRAINED)));
      case 35 ->
          once(
              at,
              lasts,
              "somebody disables " + name + " in the file of " + proxy.name() + " alone",
              () -> byHand(server, () -> proxy.setFile(name, Traffic.DRAINED)));
      case 30 ->
          fault(
              at,
              lasts,
              monkey.machine().name() + " is cut off",
              () -> monkey.machine().cutOff(true),
              () -> monkey.machine().cutOff(false));
      default ->
          random.nextBoolean()
              ? fault(
                  at,
                  lasts,
                  "the disk of " + monkey.machine().name() + " is full",
                  () -> monkey.machine().fillDisk(true),
                  () -> monkey.machine().fillDisk(false))
              : once(
                  at,
                  lasts,
                  "an operator pauses the monitor for " + lasts,
                  () -> {
                    if (estate.redis().isUp()) {
                      estate
                          .redis()
                          .pause(
                              Optional.of(
                                  new Pause("kim", "work", estate.agenda().now().plus(lasts))));
                    }
                  });
    };
  }

  /** Something becomes of a monkey in the middle of what it does next. */
  private Fault inTheNextRun(Duration at, Duration lasts, Monkey monkey) {
    Duration into = Duration.ofMillis(random.nextInt(20_000));
    int tasks = random.nextInt(MOST_TASKS);
    Machine machine = monkey.machine();
    int kind = random.nextInt(4);
    Fault fault =
        switch (kind) {
          case 0 -> fault(at, lasts, machine.name() + " stalls", monkey::pause, monkey::wake);
          case 1 -> fault(at, lasts, machine.name() + " is killed", monkey::kill, monkey::start);
          default ->
              fault(
                  at,
                  lasts,
                  machine.name() + " and its runs stand still",
                  machine::suspend,
                  machine::resume);
        };
    Runnable strike =
        () -> {
          estate.trace().say(fault.name());
          fault.begins().run();
          estate.agenda().after(lasts, fault.ends());
        };
    return once(
        at,
        lasts,
        "in the next run of " + machine.name(),
        () ->
            machine.onNextRun(
                kind == 3
                    ? () -> machine.beforeTask(tasks, strike)
                    : () -> estate.agenda().after(into, strike)));
  }

  /** Somebody does that by hand, if it leaves others of the service that serve. */
  private void byHand(SimulatedServer server, Runnable act) {
    boolean othersServe =
        estate.servers().stream()
            .filter(other -> other != server && other.exists() && estate.serves(other))
            .anyMatch(other -> services.stream().anyMatch(s -> other.isIn(s) && server.isIn(s)));
    if (server.exists() && othersServe) {
      act.run();
    }
  }

  private void setEverywhere(SimulatedServer server, Traffic traffic) {
    for (SimulatedProxy proxy : estate.proxies()) {
      if (proxy.takesChanges() && proxy.has(server.name())) {
        proxy.set(server.name(), traffic);
      }
    }
  }

  private static Fault fault(
      Duration at, Duration lasts, String name, Runnable begins, Runnable ends) {
    return new Fault(at, lasts, name, begins, ends);
  }

  /** Whoever mends it, it is not time. */
  private static Fault once(Duration at, Duration lasts, String name, Runnable begins) {
    return new Fault(at, lasts, name, begins, () -> {});
  }
}
