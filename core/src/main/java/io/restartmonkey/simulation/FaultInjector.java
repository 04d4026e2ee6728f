package io.restartmonkey.simulation;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Injects a fault at an exact point of what a process does, instead of at some time. So a test can
 * try every point.
 */
final class FaultInjector {
  private final World world;
  private final SimulatedMonitor first;
  private final Operator operator;

  /**
   * An injector that has done nothing yet.
   *
   * @param first the first monitor
   * @param operator who restarts the cluster
   */
  FaultInjector(World world, SimulatedMonitor first, Operator operator) {
    this.world = world;
    this.first = first;
    this.operator = operator;
  }

  /** Lets the restart of the cluster die; otherwise like {@link #crash}. */
  void crashRestart(int point, Consumer<Operator> then) {
    operator.points().crashAt(point);
    operator.afterDeath(then);
  }

  /**
   * Lets the disk of the first monitor be full when the cluster is restarted from there.
   *
   * @param point when it becomes full, see {@link CrashPoints}
   * @param time how long it is
   * @param then what happens when it is no longer full
   */
  void fillDiskInRestart(int point, Duration time, Consumer<World> then) {
    Machine full = first.machine();
    operator
        .points()
        .at(
            point,
            () -> {
              world.trace().say("the disk of " + full.name() + " is full");
              full.fillDisk(true);
              world
                  .queue()
                  .after(
                      time,
                      () -> {
                        full.fillDisk(false);
                        then.accept(world);
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
    first.points().crashAt(point);
    first.afterDeath(() -> then.accept(first));
  }

  /** How many points the first monitor passed at which it could die. */
  int points() {
    return first.points().passed();
  }

  /**
   * Lets the machine of the first monitor stand still, with all that goes on there.
   *
   * @param others how many tasks its runs do before; it happens right before the next one
   * @param time how long the machine stands still
   */
  void standStill(int others, Duration time) {
    Machine machine = first.machine();
    machine.beforeTask(
        others,
        () -> {
          world.trace().say(machine.name() + " and its runs stand still");
          machine.suspend();
          world.queue().after(time, machine::resume);
        });
  }

  /** How many tasks the runs of the first monitor have come to. */
  int tasks() {
    return first.machine().tasks();
  }
}
