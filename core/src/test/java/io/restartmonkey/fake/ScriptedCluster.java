package io.restartmonkey.fake;

import com.google.common.base.Ticker;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.Prober;
import io.restartmonkey.spi.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * A cluster in virtual time, whose servers beat at each {@link #pass}. What is wrong with a server
 * is scripted by its name. Not thread-safe.
 */
public final class ScriptedCluster implements ClusterSource, Prober, Registry {
  /** How a server is. */
  public enum State {
    /** All is well. */
    WELL,
    /** It burns CPU. */
    BUSY,
    /** Nothing answers. */
    FROZEN,
    /** Its agent is dead, all else is well. */
    AGENT_DEAD,
    /** Its app answers nobody. */
    APP_HUNG,
    /** Nothing is heard of its agent or its SSH; its app answers. */
    ONLY_APP_ANSWERS
  }

  private static final String BOOT = "0b1c2d3e-0000-4000-8000-%012d";

  private final VirtualTime time;
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final Map<String, State> states = new LinkedHashMap<>();
  private final Map<String, Heartbeat> heartbeats = new LinkedHashMap<>();
  private final Map<String, Integer> boots = new LinkedHashMap<>();
  private final Set<String> lies = new TreeSet<>();
  private final List<String> restored = new ArrayList<>();
  private boolean reachable = true;
  private long nanos;

  /** A cluster whose servers are well. */
  public ScriptedCluster(VirtualTime time, Server... servers) {
    this.time = time;
    for (Server server : servers) {
      add(server);
    }
  }

  /** Adds a server that is well. */
  public void add(Server server) {
    servers.put(server.name(), server);
    states.putIfAbsent(server.name(), State.WELL);
  }

  /** Takes a server out of the registry. */
  public void remove(String server) {
    servers.remove(server);
  }

  /** Says how a server is from now on. */
  public void is(String server, State state) {
    states.put(server, state);
  }

  /** Boots a server, which is well then. */
  public void boot(String server) {
    boots.merge(server, 1, Integer::sum);
    states.put(server, State.WELL);
  }

  /** Whether somebody writes nonsense over a server's registration. */
  public void liedAbout(String server, boolean now) {
    if (now) {
      lies.add(server);
    } else {
      lies.remove(server);
    }
  }

  /** Whether the cluster can be read. */
  public void reachable(boolean now) {
    reachable = now;
  }

  /** Loses all data, as a Redis that is started empty. */
  public void lose() {
    servers.clear();
    heartbeats.clear();
  }

  /** The names of servers that were registered again. */
  public List<String> restored() {
    return List.copyOf(restored);
  }

  /** Lets time pass; each server that can beats once, in the end. */
  public void pass(Duration step) {
    elapse(step);
    beat();
  }

  /** Lets time pass in which nobody beats. */
  public void elapse(Duration step) {
    time.pass(step);
    nanos += step.toNanos();
  }

  /** Each server that can beats once. */
  public void beat() {
    if (reachable) {
      servers.keySet().forEach(this::beat);
    }
  }

  @Override
  public ClusterSnapshot read() {
    requireReachable();
    return new ClusterSnapshot(
        "demo",
        time.instant(),
        servers.values().stream()
            .filter(s -> !lies.contains(s.name()))
            .map(s -> new ServerState(s, Optional.ofNullable(heartbeats.get(s.name()))))
            .toList(),
        lies.stream().map(name -> RefusedRecord.ofServer(name, "a lie")).toList());
  }

  @Override
  public Map<String, ProbeAnswer> probe(Collection<Server> asked) {
    Map<String, ProbeAnswer> answers = new LinkedHashMap<>();
    asked.forEach(server -> answers.put(server.name(), answer(server.name())));
    return answers;
  }

  @Override
  public void restore(Collection<Server> lost) {
    requireReachable();
    for (Server server : lost) {
      if (!servers.containsKey(server.name())) {
        add(server);
        restored.add(server.name());
      }
    }
  }

  private void requireReachable() {
    if (!reachable) {
      throw new ClusterUnreachableException("connection refused");
    }
  }

  /** The monotonic clock of whoever watches. */
  public Ticker ticker() {
    return new Ticker() {
      @Override
      public long read() {
        return nanos;
      }
    };
  }

  private void beat(String server) {
    State state = state(server);
    if (state == State.FROZEN || state == State.AGENT_DEAD || state == State.ONLY_APP_ANSWERS) {
      return;
    }
    heartbeats.put(
        server,
        new Heartbeat(
            time.instant().toEpochMilli() + "-0",
            state == State.BUSY ? 98 : 3,
            OptionalDouble.of(1),
            BOOT.formatted(boots.getOrDefault(server, 0)),
            state == State.APP_HUNG ? "down" : "7"));
  }

  private State state(String server) {
    return states.getOrDefault(server, State.WELL);
  }

  private ProbeAnswer answer(String server) {
    if (!states.containsKey(server)) {
      return ProbeAnswer.ALL_SILENT; // Nobody was ever there.
    }
    return switch (state(server)) {
      case FROZEN -> ProbeAnswer.ALL_SILENT;
      case APP_HUNG -> ProbeAnswer.APP_SILENT;
      case ONLY_APP_ANSWERS -> ProbeAnswer.SSH_SILENT;
      case WELL, BUSY, AGENT_DEAD -> ProbeAnswer.ANSWERS;
    };
  }
}
