package io.restartmonkey.simulation;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Pause;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.ProbeAnswer.Said;
import io.restartmonkey.health.Tick;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.MonitorState;
import io.restartmonkey.spi.MonitorStateStore;
import io.restartmonkey.spi.PauseStore;
import io.restartmonkey.spi.Quarantine;
import io.restartmonkey.spi.Registry;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.Sighting;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The world as a monitor reaches it from its machine: as far as the network, the disk and its own
 * life allow.
 */
final class WorldPorts {
  private final MachineProcess process;
  private final World world;

  WorldPorts(MachineProcess process, World world) {
    this.process = process;
    this.world = world;
  }

  private Machine machine() {
    return process.machine();
  }

  Cluster cluster() {
    return new Cluster();
  }

  RunLease runLease() {
    return new ReachableLease(process, world, world.redis().lease(), true);
  }

  RunLease leadersLease() {
    return new ReachableLease(process, world, world.redis().leader(), false);
  }

  Intents intents() {
    return new Shared();
  }

  PauseStore pauses() {
    return new Pauses();
  }

  MonitorStateStore records() {
    return new Records();
  }

  private void requireNetwork() {
    if (machine().isCutOff()) {
      throw new ClusterUnreachableException("no route to host");
    }
  }

  /** Whatever was asked for is done by then. */
  private void requireAnswer() {
    if (!world.redis().answers()) {
      throw new ClusterUnreachableException("Read timed out");
    }
  }

  private <T> T ask(Supplier<T> question) {
    requireNetwork();
    T answer = question.get();
    requireAnswer();
    return answer;
  }

  private void write(Runnable change) {
    process.points().enter();
    requireNetwork();
    change.run();
    process.points().reach();
    requireAnswer();
  }

  final class Cluster implements ClusterSource, Registry {
    @Override
    public ClusterSnapshot read() {
      return ask(world.redis()::read);
    }

    @Override
    public void restore(Collection<Server> servers) {
      WorldPorts.this.write(() -> world.redis().restore(servers));
    }
  }

  /** What servers say when this machine asks them. */
  Map<String, ProbeAnswer> probe(Collection<Server> servers) {
    Map<String, ProbeAnswer> answers = new HashMap<>();
    servers.forEach(server -> answers.put(server.name(), probe(server)));
    return answers;
  }

  private ProbeAnswer probe(Server server) {
    if (machine().isCutOff()) {
      return ProbeAnswer.ALL_SILENT;
    }
    return new ProbeAnswer(
        said(world.letsIn(server.name())),
        said(world.server(server.name()).filter(SimulatedServer::answers).isPresent()));
  }

  private static Said said(boolean anything) {
    return anything ? Said.SOMETHING : Said.NOTHING;
  }

  private final class Shared implements Intents {
    @Override
    public List<Intent> read() {
      return ask(() -> List.copyOf(world.redis().intents()));
    }

    @Override
    public void write(Intent intent) {
      WorldPorts.this.write(() -> world.redis().write(intent));
    }

    @Override
    public void forget(Collection<String> runIds) {
      WorldPorts.this.write(() -> world.redis().forget(runIds));
    }

    @Override
    public Optional<IncompleteRun> halfWay() {
      return ask(world.redis()::halfWay);
    }

    @Override
    public List<Quarantine> quarantines() {
      return ask(() -> List.copyOf(world.redis().quarantines()));
    }

    @Override
    public void write(Quarantine quarantine) {
      WorldPorts.this.write(() -> world.redis().write(quarantine));
    }

    @Override
    public void forget(Quarantine quarantine) {
      WorldPorts.this.write(() -> world.redis().forget(quarantine));
    }

    @Override
    public void begun(IncompleteRun run) {
      WorldPorts.this.write(() -> world.redis().halfWay(Optional.of(run)));
    }

    @Override
    public void completed(IncompleteRun run) {
      WorldPorts.this.write(
          () -> {
            if (world.redis().halfWay().equals(Optional.of(run))) {
              world.redis().halfWay(Optional.of(run.over()));
            }
          });
    }
  }

  private final class Pauses implements PauseStore {
    @Override
    public Optional<Pause> read() {
      return ask(world.redis()::pause);
    }

    @Override
    public void begin(String who, String why, Duration time) {
      Pause pause = new Pause(who, why, world.redis().now().plus(time));
      WorldPorts.this.write(() -> world.redis().pause(Optional.of(pause)));
    }

    @Override
    public void end() {
      WorldPorts.this.write(() -> world.redis().pause(Optional.empty()));
    }
  }

  private final class Records implements MonitorStateStore {
    @Override
    public MonitorState read() {
      return MonitorState.of(
          machine().journals().past(), machine().quarantined(), machine().cleared());
    }

    @Override
    public void quarantine(String server, String reason) {
      process.points().enter();
      requireDisk();
      world.trace().say("%s sets %s apart: %s".formatted(machine().name(), server, reason));
      machine().quarantined().put(server, reason);
      process.points().reach();
    }

    @Override
    public Optional<Sighting> lastSighting() {
      return machine().lastSighting();
    }

    @Override
    public void keep(Sighting sighting) {
      requireDisk();
      machine().keep(sighting);
    }

    @Override
    public void keep(Tick tick) {
      requireDisk();
    }

    private void requireDisk() {
      if (machine().isDiskFull()) {
        throw new RunFolderException("no space left on device");
      }
    }
  }
}
