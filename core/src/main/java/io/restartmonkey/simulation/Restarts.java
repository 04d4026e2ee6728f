package io.restartmonkey.simulation;

import io.restartmonkey.run.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws when an operator restarts the cluster in a day, and what comes in between. */
final class Restarts {
  private static final int MAX_RESTARTS = 2;
  private static final int MAX_MISHAPS = 3;

  /** A restart takes about so many seconds. */
  private static final int USUAL = 90;

  private static final Duration MORNING = Duration.ofMinutes(5);
  private static final Duration TO_BOOT = Duration.ofMinutes(2);

  private final World world;
  private final Operator operator;
  private final List<Machine> machines;
  private final Faults faults;
  private final Random random;

  Restarts(World world, Operator operator, List<Machine> machines, Faults faults) {
    this.world = world;
    this.operator = operator;
    this.machines = machines;
    this.faults = faults;
    this.random = world.random();
  }

  /** The restarts of a day and their mishaps, in no order. */
  List<Fault> draw(Duration day) {
    List<Fault> all = new ArrayList<>();
    int number = random.nextInt(MAX_RESTARTS + 1);
    for (int i = 0; i < number; i++) {
      Duration at = MORNING.plusSeconds(random.nextInt((int) day.toSeconds()));
      Machine machine = machines.get(random.nextInt(machines.size()));
      boolean reboots = random.nextBoolean();
      all.add(restart(at, machine, reboots));
      int mishaps = random.nextInt(MAX_MISHAPS + 1);
      for (int j = 0; j < mishaps; j++) {
        all.add(mishap(at.plusMillis(random.nextInt(1000 * USUAL))));
      }
    }
    return all;
  }

  Fault restart(Duration at, Machine machine, boolean reboots) {
    return once(
        at,
        "an operator restarts the cluster" + (reboots ? " with reboots" : ""),
        () -> operator.restart(machine, reboots));
  }

  private Fault mishap(Duration at) {
    return switch (random.nextInt(9)) {
      case 0, 1 -> once(at, "the restart is killed", operator::kill);
      case 2 ->
          once(
              at,
              "the machine of the restart loses its power",
              () -> operator.rebootMachine(TO_BOOT));
      case 3 ->
          once(
              at,
              "the restart is asked to stop",
              () -> operator.ask(StopSignal::afterRunningSteps));
      case 4 -> once(at, "the restart is asked to stop now", () -> operator.ask(StopSignal::now));
      case 5 -> {
        String task = random.nextBoolean() ? "service_control" : "smoke_test";
        yield once(
            at, "the next task of " + task + " fails", () -> world.failAt(Optional.of(task)));
      }
      default -> faults.one(at);
    };
  }

  private static Fault once(Duration at, String name, Runnable begins) {
    return new Fault(at, Duration.ZERO, name, begins, () -> {});
  }
}
