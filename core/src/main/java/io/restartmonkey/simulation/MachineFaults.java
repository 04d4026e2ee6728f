package io.restartmonkey.simulation;

import io.restartmonkey.simulation.Fault.Kind;
import java.time.Duration;
import java.util.List;

/** What becomes of the machines that monitors run on. */
final class MachineFaults {
  private static final int MAX_SECONDS_OFF = 3600;
  private static final int MAX_MILLIS_INTO_A_RUN = 20_000;

  /** So many has the longest run about one server, or a few more. */
  private static final int MAX_TASKS = 15;

  private final FaultTargets victims;

  /**
   * @param victims draws which ones
   */
  MachineFaults(FaultTargets victims) {
    this.victims = victims;
  }

  /** The kinds; what is likelier is there more often. */
  List<Kind> kinds() {
    return List.of(
        this::stalls,
        this::isKilled,
        this::hasItsClockSet,
        this::isGone,
        this::isCutOff,
        this::hasAFullDisk,
        this::isHitInTheNextRun,
        this::isHitInTheNextRun,
        this::isHitInTheNextRun,
        this::standsStillBeforeATask);
  }

  private Fault stalls(Duration at, Duration lasts) {
    return stalls(victims.monkey(), at, lasts);
  }

  private static Fault stalls(SimulatedMonitor monkey, Duration at, Duration lasts) {
    return new Fault(at, lasts, monkey.machine().name() + " stalls", monkey::pause, monkey::wake);
  }

  private Fault isKilled(Duration at, Duration lasts) {
    return isKilled(victims.monkey(), at, lasts);
  }

  private static Fault isKilled(SimulatedMonitor monkey, Duration at, Duration lasts) {
    return new Fault(
        at, lasts, monkey.machine().name() + " is killed", monkey::kill, monkey::start);
  }

  private Fault hasItsClockSet(Duration at, Duration lasts) {
    Machine machine = victims.monkey().machine();
    Duration by =
        Duration.ofSeconds(victims.random().nextInt(2 * MAX_SECONDS_OFF) - MAX_SECONDS_OFF);
    return Fault.once(
        at,
        lasts,
        "the clock of %s jumps by %s".formatted(machine.name(), Trace.words(by)),
        () -> machine.stepClock(by));
  }

  /** The first one stays, so that somebody is there. */
  private Fault isGone(Duration at, Duration lasts) {
    SimulatedMonitor monkey = victims.monkey();
    return victims.monkeys().indexOf(monkey) == 0
        ? Fault.once(at, lasts, "nothing", () -> {})
        : Fault.once(at, lasts, monkey.machine().name() + " is gone", monkey.machine()::vanish);
  }

  private Fault isCutOff(Duration at, Duration lasts) {
    Machine machine = victims.monkey().machine();
    return new Fault(
        at,
        lasts,
        machine.name() + " is cut off",
        () -> machine.cutOff(true),
        () -> machine.cutOff(false));
  }

  private Fault hasAFullDisk(Duration at, Duration lasts) {
    Machine machine = victims.monkey().machine();
    return new Fault(
        at,
        lasts,
        "the disk of " + machine.name() + " is full",
        () -> machine.fillDisk(true),
        () -> machine.fillDisk(false));
  }

  /** Something becomes of it in the middle of what it does next. */
  private Fault isHitInTheNextRun(Duration at, Duration lasts) {
    SimulatedMonitor monkey = victims.monkey();
    Machine machine = monkey.machine();
    Duration into = Duration.ofMillis(victims.random().nextInt(MAX_MILLIS_INTO_A_RUN));
    Fault fault =
        victims.one(
            List.of(
                stalls(monkey, at, lasts),
                isKilled(monkey, at, lasts),
                standsStill(machine, at, lasts)));
    return Fault.once(
        at,
        lasts,
        "in the next run of " + machine.name(),
        () -> machine.onNextRun(() -> victims.world().queue().after(into, () -> strike(fault))));
  }

  /** It is about to do a task, and does it much later. */
  private Fault standsStillBeforeATask(Duration at, Duration lasts) {
    Machine machine = victims.monkey().machine();
    int others = victims.random().nextInt(MAX_TASKS);
    Fault fault = standsStill(machine, at, lasts);
    return Fault.once(
        at,
        lasts,
        "after %d tasks of %s".formatted(others, machine.name()),
        () -> machine.onNextRun(() -> machine.beforeTask(others, () -> strike(fault))));
  }

  private static Fault standsStill(Machine machine, Duration at, Duration lasts) {
    return new Fault(
        at, lasts, machine.name() + " and its runs stand still", machine::suspend, machine::resume);
  }

  private void strike(Fault fault) {
    victims.world().trace().say(fault.name());
    fault.begins().run();
    victims.world().queue().after(fault.lasts(), fault.ends());
  }
}
