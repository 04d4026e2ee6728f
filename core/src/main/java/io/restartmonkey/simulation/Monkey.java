package io.restartmonkey.simulation;

import com.google.common.base.Ticker;
import io.restartmonkey.Alerts;
import io.restartmonkey.Content;
import io.restartmonkey.Leadership;
import io.restartmonkey.Monitor;
import io.restartmonkey.MonitorPorts;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.RunLoop;
import io.restartmonkey.SharedJournals;
import io.restartmonkey.TrafficReader;
import io.restartmonkey.monitor.Alert;
import io.restartmonkey.monitor.MonitorPolicy;
import io.restartmonkey.monitor.Tick;
import io.restartmonkey.monitor.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A monitor on a machine: the real one, behind ports of this world. It can be paused, killed and
 * started again.
 */
final class Monkey {
  private static final Duration PROBING = Duration.ofSeconds(1);

  private final Machine machine;
  private final Estate estate;
  private final MonitorPolicy policy;
  private final Content content;
  private final Invariants rules;
  private final Set<String> open = new TreeSet<>();
  private Optional<Life> process = Optional.empty();
  private boolean paused;
  private boolean gone;
  private Runnable afterCrash = () -> {};
  private final List<Runnable> waiting = new ArrayList<>();
  private int alerts;

  Monkey(Machine machine, Estate estate, MonitorPolicy policy, Content content, Invariants rules) {
    this.machine = machine;
    this.estate = estate;
    this.policy = policy;
    this.content = content;
    this.rules = rules;
    machine.onCrash(this::crash);
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

  void start() {
    if (process.isEmpty() && !gone) {
      Life started = new Life();
      process = Optional.of(started);
      started.tickAndGoOn();
    }
  }

  /** Like kill -9; its playbooks go on. */
  void kill() {
    if (process.isPresent()) {
      process.get().alive = false;
      process = Optional.empty();
      waiting.clear();
      open.clear();
      machine.journals().processDied();
    }
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

  /** Whether nothing is left to be seen, done or told. */
  boolean isQuiet() {
    return gone
        || (isAwake()
            && process.filter(life -> life.quietTicks > policy.health().samples()).isPresent());
  }

  /** Whether it sees what happens, and can tell. */
  boolean isAwake() {
    return process.isPresent() && !paused && !machine.isSuspended();
  }

  private void crash() {
    machine.points().buried();
    estate.trace().say(machine.name() + " dies");
    kill();
    afterCrash.run();
  }

  /** What becomes of it after it has died at a point of {@link CrashPoints}. */
  void afterCrash(Runnable event) {
    afterCrash = event;
  }

  void startAfter(Duration time) {
    estate.agenda().after(time, this::start);
  }

  /** Its machine loses its power, and it begins anew some time later. */
  void reboot(Duration time) {
    machine.losePower();
    kill();
    startAfter(time);
  }

  /** It and its machine are never seen again. */
  void vanish() {
    machine.losePower();
    kill();
    gone = true;
  }

  private final class Life implements RunLoop {
    private final Monitor monitor;
    private boolean alive = true;
    private int quietTicks;

    Life() {
      WorldPorts ports = new WorldPorts(machine, estate);
      RestartMonkey monkey =
          RestartMonkey.builder()
              .source(ports.cluster())
              .content(content)
              .runner(new Runner(machine, estate, rules))
              .journals(new SharedJournals(machine.journals(), ports.intents(), machine.name()))
              .lease(ports.runLease())
              .clock(machine.clock())
              .isHere(server -> false)
              .build();
      this.monitor =
          new Monitor(
              monkey,
              policy,
              new MonitorPorts(
                  ports.cluster(),
                  ports.cluster(),
                  ports::probe,
                  TrafficReader.NONE,
                  ports.runLease(),
                  Leadership.by(ports.leadersLease(), machine.name()),
                  ports.intents(),
                  machine.name(),
                  ports.pauses(),
                  ports.records(),
                  new Told(),
                  this,
                  task -> executeAfter(PROBING, task),
                  machine.clock(),
                  new Ticker() {
                    @Override
                    public long read() {
                      return estate.agenda().nanos();
                    }
                  }));
    }

    @Override
    public void execute(Runnable task) {
      executeAfter(Duration.ZERO, task);
    }

    @Override
    public void executeAfter(Duration time, Runnable task) {
      estate.agenda().after(time, () -> perform(task));
    }

    private void perform(Runnable task) {
      machine.perform(
          () -> {
            if (paused) {
              waiting.add(() -> perform(task));
            } else if (alive) {
              dieOrDo(task);
            }
          });
    }

    private void dieOrDo(Runnable task) {
      machine.points().enter();
      try {
        task.run();
      } catch (CrashPoints.Killed e) {
        crash();
      }
      if (machine.points().isDying()) { // Something on the way took its death for a problem.
        crash();
      }
    }

    private void tickAndGoOn() {
      Tick tick = monitor.tick();
      tick.ruling()
          .action()
          .ifPresent(action -> estate.trace().say(machine.name() + " begins: " + action));
      quietTicks = isQuiet(tick) ? quietTicks + 1 : 0;
      executeAfter(policy.health().interval(), this::tickAndGoOn);
    }

    private static boolean isQuiet(Tick tick) {
      return tick.snapshot().isPresent()
          && tick.running().isEmpty()
          && (tick.ruling().holds().isEmpty()
              || tick.ruling().holds().stream().anyMatch(hold -> hold.endsWith(" stands by")))
          && tick.ruling().conditions().isEmpty()
          && tick.ruling().action().isEmpty()
          && tick.verdicts().values().stream().allMatch(Verdict.Healthy.class::isInstance);
    }
  }

  private final class Told implements Alerts {
    @Override
    public void send(Alert alert) {
      machine.points().enter();
      alerts++;
      estate
          .trace()
          .say("%s %s %s".formatted(machine.name(), alert.kind(), alert.condition().text()));
      if (alert.kind() == Alert.Kind.RESOLVED) {
        open.remove(alert.condition().key());
      } else {
        open.add(alert.condition().key());
      }
    }
  }
}
