package io.restartmonkey.simulation;

import io.restartmonkey.spi.RunLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A launcher on a machine: does one thing after another until it is killed. */
final class MachineProcess implements RunLoop {
  private final Machine machine;
  private final EventQueue queue;
  private final CrashPoints points;
  private final Runnable onDeath;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean alive = true;
  private boolean paused;

  /**
   * A process that begins.
   *
   * @param points the moments at which it may die
   * @param onDeath told once when it has died, whatever killed it
   */
  MachineProcess(Machine machine, EventQueue queue, CrashPoints points, Runnable onDeath) {
    this.machine = machine;
    this.queue = queue;
    this.points = points;
    this.onDeath = onDeath;
    machine.started(this);
  }

  Machine machine() {
    return machine;
  }

  CrashPoints points() {
    return points;
  }

  /** Whether it does anything when it is its turn. */
  boolean isAwake() {
    return alive && !paused && !machine.isSuspended();
  }

  /** Like kill -9; its playbooks go on. */
  void kill() {
    if (alive) {
      end();
      onDeath.run();
    }
  }

  /** It is over, and nobody needs to be told. */
  void end() {
    alive = false;
    waiting.clear();
    machine.ended(this);
  }

  /** It does nothing until it is woken, and does not notice. */
  void pause() {
    paused = true;
  }

  void wake() {
    paused = false;
    List<Runnable> tasks = List.copyOf(waiting);
    waiting.clear();
    tasks.forEach(Runnable::run);
  }

  /** One of its playbooks has changed something. It dies, if this is the point. */
  void changeIsMade() {
    if (alive && points.isNext()) {
      kill();
    }
  }

  @Override
  public void execute(Runnable task) {
    executeAfter(Duration.ZERO, task);
  }

  @Override
  public void executeAfter(Duration time, Runnable task) {
    queue.after(time, () -> perform(task));
  }

  private void perform(Runnable task) {
    machine.perform(
        () -> {
          if (alive && paused) {
            waiting.add(() -> perform(task));
          } else if (alive) {
            dieOrDo(task);
          }
        });
  }

  /** Does this now, as far as it comes before it dies. */
  void dieOrDo(Runnable task) {
    try {
      points.enter();
      task.run();
    } catch (CrashPoints.Killed e) {
      die();
    }
    if (points.isDying()) { // Something on the way took its death for a problem.
      die();
    }
  }

  private void die() {
    points.buried();
    kill();
  }
}
