package io.restartmonkey.simulation;

import io.restartmonkey.ClusterSource;
import io.restartmonkey.ClusterUnreachableException;
import io.restartmonkey.HalfWay;
import io.restartmonkey.Intent;
import io.restartmonkey.Intents;
import io.restartmonkey.MonitorRecords;
import io.restartmonkey.PauseStore;
import io.restartmonkey.Registry;
import io.restartmonkey.Remembered;
import io.restartmonkey.RunFolderException;
import io.restartmonkey.RunLease;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.Pause;
import io.restartmonkey.monitor.ProbeAnswer;
import io.restartmonkey.monitor.Tick;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world as a monitor reaches it from its machine: as far as the network, the disk and its own
 * life allow.
 */
record WorldPorts(MachineProcess process, Estate estate) {

  private Machine machine() {
    return process.machine();
  }

  Cluster cluster() {
    return new Cluster();
  }

  RunLease runLease() {
    return new Lease(process, estate.redis().lease());
  }

  RunLease leadersLease() {
    return new Lease(process, estate.redis().leader());
  }

  Intents intents() {
    return new Shared();
  }

  PauseStore pauses() {
    return new Pauses();
  }

  MonitorRecords records() {
    return new Records();
  }

  private void requireNetwork() {
    if (machine().isCutOff()) {
      throw new ClusterUnreachableException("no route to host");
    }
  }

  final class Cluster implements ClusterSource, Registry {
    @Override
    public ClusterSnapshot read() {
      requireNetwork();
      return estate.redis().read();
    }

    @Override
    public void restore(Collection<Server> servers) {
      process.points().enter();
      requireNetwork();
      estate.redis().restore(servers);
      process.points().reach();
    }
  }

  /** What servers say when this machine asks them. */
  Map<String, ProbeAnswer> probe(Collection<Server> servers) {
    Map<String, ProbeAnswer> answers = new HashMap<>();
    servers.forEach(server -> answers.put(server.name(), probe(server)));
    return answers;
  }

  private ProbeAnswer probe(Server server) {
    return machine().isCutOff() || !estate.letsIn(server.name())
        ? ProbeAnswer.ALL_SILENT
        : estate.server(server.name()).map(SimulatedServer::probed).orElse(ProbeAnswer.ALL_SILENT);
  }

  /**
   * A lease, as far as the network lets it be reached.
   *
   * @param lease in Redis
   */
  private record Lease(MachineProcess process, RunLease lease) implements RunLease {
    @Override
    public Grant hold(String id) {
      return process.machine().isCutOff() ? new Grant.Unknown("no route to host") : lease.hold(id);
    }

    @Override
    public Grant renew(String id, long token) {
      return process.machine().isCutOff()
          ? new Grant.Unknown("no route to host")
          : lease.renew(id, token);
    }

    @Override
    public Optional<String> holder() {
      return process.machine().isCutOff() ? Optional.empty() : lease.holder();
    }

    @Override
    public void release(String id) {
      process.points().enter();
      if (!process.machine().isCutOff()) {
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
      process.points().enter();
      requireNetwork();
      estate.redis().write(intent);
      process.points().reach();
    }

    @Override
    public void forget(Collection<String> runIds) {
      requireNetwork();
      estate.redis().forget(runIds);
    }

    @Override
    public Optional<HalfWay> halfWay() {
      requireNetwork();
      return estate.redis().halfWay();
    }

    @Override
    public void begun(HalfWay run) {
      process.points().enter();
      requireNetwork();
      estate.redis().halfWay(Optional.of(run));
      process.points().reach();
    }

    @Override
    public void completed(HalfWay run) {
      process.points().enter();
      requireNetwork();
      if (estate.redis().halfWay().equals(Optional.of(run))) {
        estate.redis().halfWay(Optional.of(run.over()));
      }
      process.points().reach();
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
      return Remembered.of(
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
