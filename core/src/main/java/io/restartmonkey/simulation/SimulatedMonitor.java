package io.restartmonkey.simulation;

import io.restartmonkey.health.Alert;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.health.Tick;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.monitor.Monitor;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.Alerts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A monitor on a machine: the real one, behind ports of this world. It can be paused, killed and
 * started again.
 */
final class SimulatedMonitor {
  private final Machine machine;
  private final World world;
  private final MonitorPolicy policy;
  private final Content content;
  private final Invariants invariants;
  private final CrashPoints points = new CrashPoints();
  private final Set<String> open = new TreeSet<>();
  private Optional<Life> life = Optional.empty();
  private boolean paused;
  private Runnable afterDeath = () -> {};
  private int alerts;

  SimulatedMonitor(
      Machine machine, World world, MonitorPolicy policy, Content content, Invariants invariants) {
    this.machine = machine;
    this.world = world;
    this.policy = policy;
    this.content = content;
    this.invariants = invariants;
    machine.onPower(this::start);
  }

  Machine machine() {
    return machine;
  }

  /** The keys of the alerts that it has raised and not resolved. */
  Set<String> openAlerts() {
    return open;
  }

  /** How many alerts it has sent. */
  int alerts() {
    return alerts;
  }

  CrashPoints points() {
    return points;
  }

  void start() {
    if (life.isEmpty() && !machine.isGone()) {
      Life started = new Life();
      life = Optional.of(started);
      if (paused) {
        started.process.pause();
      }
      started.process.dieOrDo(started::tickAndGoOn);
    }
  }

  /** Like kill -9; its playbooks go on. */
  void kill() {
    life.ifPresent(there -> there.process.kill());
  }

  /** It does nothing until it is woken, and does not notice. */
  void pause() {
    paused = true;
    life.ifPresent(there -> there.process.pause());
  }

  void wake() {
    paused = false;
    life.ifPresent(there -> there.process.wake());
  }

  /** Whether nothing is left to be seen, done or told. */
  boolean isQuiet() {
    return machine.isGone()
        || (isAwake()
            && life.filter(there -> there.quietTicks > policy.health().samples()).isPresent());
  }

  /** Whether it sees what happens, and can tell. */
  boolean isAwake() {
    return life.filter(there -> there.process.isAwake()).isPresent();
  }

  private void died() {
    life = Optional.empty();
    open.clear();
    world.trace().say(machine.name() + " dies");
    Runnable event = afterDeath;
    afterDeath = () -> {};
    event.run();
  }

  /** What happens once when it has died. */
  void afterDeath(Runnable event) {
    afterDeath = event;
  }

  void startAfter(Duration time) {
    world.queue().after(time, this::start);
  }

  private final class Life {
    private final MachineProcess process =
        new MachineProcess(machine, world.queue(), points, SimulatedMonitor.this::died);
    private final Monitor monitor =
        new MonkeyWiring(process, world, content, invariants).monitor(policy, new Told());
    private int quietTicks;

    private void tickAndGoOn() {
      Tick tick = monitor.tick();
      tick.decision()
          .action()
          .ifPresent(action -> world.trace().say(machine.name() + " begins: " + action));
      quietTicks = isQuiet(tick) ? quietTicks + 1 : 0;
      process.executeAfter(policy.health().interval(), this::tickAndGoOn);
    }

    private static boolean isQuiet(Tick tick) {
      return tick.snapshot().isPresent()
          && tick.running().isEmpty()
          && (tick.decision().holds().isEmpty()
              || tick.decision().holds().stream().anyMatch(hold -> hold.endsWith(" stands by")))
          && tick.decision().conditions().isEmpty()
          && tick.decision().action().isEmpty()
          && tick.verdicts().values().stream().allMatch(Verdict.Healthy.class::isInstance);
    }
  }

  final class Told implements Alerts {
    @Override
    public void send(Alert alert) {
      points.enter();
      alerts++;
      world
          .trace()
          .say("%s %s %s".formatted(machine.name(), alert.kind(), alert.condition().text()));
      if (alert.condition().key().equals("tick") && !machine.isDiskFull()) {
        invariants.failed(machine.name() + ": " + alert.condition().text());
      }
      if (alert.kind() == Alert.Kind.RESOLVED) {
        open.remove(alert.condition().key());
      } else {
        open.add(alert.condition().key());
      }
    }
  }
}
