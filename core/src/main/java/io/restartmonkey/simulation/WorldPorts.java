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
  private final World estate;

  WorldPorts(MachineProcess process, World estate) {
    this.process = process;
    this.estate = estate;
  }

  private Machine machine() {
    return process.machine();
  }

  Cluster cluster() {
    return new Cluster();
  }

  RunLease runLease() {
    return new ReachableLease(process, estate, estate.redis().lease(), true);
  }

  RunLease leadersLease() {
    return new ReachableLease(process, estate, estate.redis().leader(), false);
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
    if (!estate.redis().answers()) {
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
      return ask(estate.redis()::read);
    }

    @Override
    public void restore(Collection<Server> servers) {
      WorldPorts.this.write(() -> estate.redis().restore(servers));
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
        said(estate.letsIn(server.name())),
        said(estate.server(server.name()).filter(SimulatedServer::answers).isPresent()));
  }

  private static Said said(boolean anything) {
    return anything ? Said.SOMETHING : Said.NOTHING;
  }

  private final class Shared implements Intents {
    @Override
    public List<Intent> read() {
      return ask(() -> List.copyOf(estate.redis().intents()));
    }

    @Override
    public void write(Intent intent) {
      WorldPorts.this.write(() -> estate.redis().write(intent));
    }

    @Override
    public void forget(Collection<String> runIds) {
      WorldPorts.this.write(() -> estate.redis().forget(runIds));
    }

    @Override
    public Optional<IncompleteRun> halfWay() {
      return ask(estate.redis()::halfWay);
    }

    @Override
    public List<Quarantine> quarantines() {
      return ask(() -> List.copyOf(estate.redis().quarantines()));
    }

    @Override
    public void write(Quarantine quarantine) {
      WorldPorts.this.write(() -> estate.redis().write(quarantine));
    }

    @Override
    public void forget(Quarantine quarantine) {
      WorldPorts.this.write(() -> estate.redis().forget(quarantine));
    }

    @Override
    public void begun(IncompleteRun run) {
      WorldPorts.this.write(() -> estate.redis().halfWay(Optional.of(run)));
    }

    @Override
    public void completed(IncompleteRun run) {
      WorldPorts.this.write(
          () -> {
            if (estate.redis().halfWay().equals(Optional.of(run))) {
              estate.redis().halfWay(Optional.of(run.over()));
            }
          });
    }
  }

  private final class Pauses implements PauseStore {
    @Override
    public Optional<Pause> read() {
      return ask(estate.redis()::pause);
    }

    @Override
    public void begin(String who, String why, Duration time) {
      Pause pause = new Pause(who, why, estate.redis().now().plus(time));
      WorldPorts.this.write(() -> estate.redis().pause(Optional.of(pause)));
    }

    @Override
    public void end() {
      WorldPorts.this.write(() -> estate.redis().pause(Optional.empty()));
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
      estate.trace().say("%s sets %s apart: %s".formatted(machine().name(), server, reason));
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
