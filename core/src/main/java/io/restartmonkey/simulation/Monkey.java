package io.restartmonkey.simulation;

import com.google.common.base.Ticker;
import io.restartmonkey.Alerts;
import io.restartmonkey.ClusterSource;
import io.restartmonkey.ClusterUnreachableException;
import io.restartmonkey.Content;
import io.restartmonkey.Intent;
import io.restartmonkey.Intents;
import io.restartmonkey.Leadership;
import io.restartmonkey.Monitor;
import io.restartmonkey.MonitorPorts;
import io.restartmonkey.MonitorRecords;
import io.restartmonkey.PauseStore;
import io.restartmonkey.Prober;
import io.restartmonkey.Registry;
import io.restartmonkey.Remembered;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.RunFolderException;
import io.restartmonkey.RunLease;
import io.restartmonkey.RunLoop;
import io.restartmonkey.SharedJournals;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.Alert;
import io.restartmonkey.monitor.MonitorPolicy;
import io.restartmonkey.monitor.Pause;
import io.restartmonkey.monitor.ProbeAnswer;
import io.restartmonkey.monitor.Tick;
import io.restartmonkey.monitor.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
      RestartMonkey monkey =
          RestartMonkey.builder()
              .source(new Source())
              .content(content)
              .runner(new Runner(machine, estate, rules))
              .journals(new SharedJournals(machine.journals(), new Shared(), machine.name()))
              .lease(new Lease(machine, estate.redis().lease()))
              .clock(machine.clock())
              .isHere(server -> false)
              .build();
      this.monitor =
          new Monitor(
              monkey,
              policy,
              new MonitorPorts(
                  new Source(),
                  new Source(),
                  new Network(),
                  new Lease(machine, estate.redis().lease()),
                  Leadership.by(new Lease(machine, estate.redis().leader()), machine.name()),
                  new Shared(),
                  machine.name(),
                  new Pauses(),
                  new Records(),
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

  private void requireNetwork() {
    if (machine.isCutOff()) {
      throw new ClusterUnreachableException("no route to host");
    }
  }

  private final class Source implements ClusterSource, Registry {
    @Override
    public ClusterSnapshot read() {
      requireNetwork();
      return estate.redis().read();
    }

    @Override
    public void restore(Collection<Server> servers) {
      machine.points().enter();
      requireNetwork();
      estate.redis().restore(servers);
      machine.points().reach();
    }
  }

  private final class Network implements Prober {
    @Override
    public Map<String, ProbeAnswer> probe(Collection<Server> servers) {
      Map<String, ProbeAnswer> answers = new HashMap<>();
      servers.forEach(server -> answers.put(server.name(), probe(server)));
      return answers;
    }

    private ProbeAnswer probe(Server server) {
      return machine.isCutOff() || !estate.letsIn(server.name())
          ? ProbeAnswer.ALL_SILENT
          : estate
              .server(server.name())
              .map(SimulatedServer::probed)
              .orElse(ProbeAnswer.ALL_SILENT);
    }
  }

  /**
   * A lease, as far as the network lets it be reached.
   *
   * @param lease in Redis
   */
  private record Lease(Machine machine, RunLease lease) implements RunLease {
    @Override
    public Grant hold(String id) {
      return machine.isCutOff() ? new Grant.Unknown("no route to host") : lease.hold(id);
    }

    @Override
    public Optional<String> holder() {
      return machine.isCutOff() ? Optional.empty() : lease.holder();
    }

    @Override
    public void release(String id) {
      machine.points().enter();
      if (!machine.isCutOff()) {
        lease.release(id);
      }
    }
  }

  private final class Shared implements Intents {
    @Override
    public List<Intent> read() {
      requireNetwork();
      return List.copyOf(estate.redis().intents());
    }

    @Override
    public void write(Intent intent) {
      machine.points().enter();
      requireNetwork();
      estate.redis().write(intent);
      machine.points().reach();
    }

    @Override
    public void forget(Collection<String> runIds) {
      requireNetwork();
      estate.redis().forget(runIds);
    }
  }

  private final class Pauses implements PauseStore {
    @Override
    public Optional<Pause> read() {
      requireNetwork();
      return estate.redis().pause();
    }

    @Override
    public void begin(String who, String why, Duration time) {
      requireNetwork();
      estate.redis().pause(Optional.of(new Pause(who, why, estate.agenda().now().plus(time))));
    }

    @Override
    public void end() {
      requireNetwork();
      estate.redis().pause(Optional.empty());
    }
  }

  private final class Records implements MonitorRecords {
    @Override
    public Remembered read() {
      return Remembered.of(machine.journals().past(), machine.quarantined(), machine.cleared());
    }

    @Override
    public void quarantine(String server, String reason) {
      machine.points().enter();
      requireDisk();
      estate.trace().say("%s sets %s apart: %s".formatted(machine.name(), server, reason));
      machine.quarantined().put(server, reason);
      machine.points().reach();
    }

    @Override
    public void keep(Tick tick) {
      requireDisk();
    }

    private void requireDisk() {
      if (machine.isDiskFull()) {
        throw new RunFolderException("no space left on device");
      }
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
