package io.restartmonkey.monitor;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.monitor.Verdict.Suspect.Doubt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches the heartbeats of all servers.
 *
 * <ol>
 *   <li>{@link #observe}: a server is silent while its newest heartbeat does not change. Silence is
 *       counted on our monotonic clock, at most two intervals for each look, over at least three
 *       looks; no clock of a server or of Redis is compared with ours.
 *   <li>Between the two, the caller asks the servers of {@link #toProbe} directly.
 *   <li>{@link #conclude}: silent, and nothing answered = hung, if it was ever heard of; silent,
 *       but it answers = its agent is dead; its agent says for long that the app is down, and the
 *       app does not answer = hung app.
 *   <li>Overloaded: busy in {@code needed} of the last {@code samples} heartbeats; after that it is
 *       suspect until calm in as many. But while at least half of its peers are busy too, each in
 *       half as many heartbeats, it is load: it does not reach all of them in the same moment.
 * </ol>
 *
 * <p>For one thread.
 */
public final class HealthWatch {
  private final HealthPolicy policy;
  private final Set<String> services;
  private Map<String, History> histories = new HashMap<>();
  private List<ServerState> servers = List.of();
  private @Nullable Long lastLook;

  /**
   * A watch that knows nothing yet.
   *
   * @param services groups whose members are each other's peers
   */
  public HealthWatch(HealthPolicy policy, Set<String> services) {
    this.policy = policy;
    this.services = Set.copyOf(services);
  }

  /**
   * Takes a look at the cluster.
   *
   * @param nanos the monotonic clock now
   */
  public void observe(ClusterSnapshot snapshot, long nanos) {
    long passed =
        lastLook == null ? 0 : Math.min(nanos - lastLook, 2 * policy.interval().toNanos());
    lastLook = nanos;
    servers = snapshot.servers();
    Map<String, History> next = new HashMap<>(servers.size() * 4 / 3 + 1);
    for (ServerState state : servers) {
      String name = state.server().name();
      next.put(
          name,
          histories.getOrDefault(name, History.NONE).after(state.heartbeat(), passed, policy));
    }
    histories = next;
  }

  /** The servers that must be asked directly before more is thought of them. */
  public List<Server> toProbe() {
    List<Server> odd = new ArrayList<>();
    for (ServerState state : servers) {
      History history = history(state.server().name());
      if (history.isSilent(policy) || history.isAppDown(policy)) {
        odd.add(state.server());
      }
    }
    return odd;
  }

  /**
   * What is thought of each server, by name, in order.
   *
   * @param answers what those that were asked said; one that was not asked is only suspect
   */
  public Map<String, Verdict> conclude(Map<String, ProbeAnswer> answers) {
    Map<String, int[]> busyOfService = busyOfService();
    Map<String, Verdict> verdicts = new TreeMap<>();
    for (ServerState state : servers) {
      String name = state.server().name();
      verdicts.put(name, verdict(state.server(), history(name), answers.get(name), busyOfService));
    }
    return verdicts;
  }

  /**
   * Begins anew with a server that was treated: what was before does not count any more. Nor does
   * the load of its peers, which did its work meanwhile.
   */
  public void forget(String server) {
    histories.remove(server);
    Set<String> shared =
        servers.stream()
            .map(ServerState::server)
            .filter(s -> s.name().equals(server))
            .flatMap(s -> s.groups().stream())
            .filter(services::contains)
            .collect(Collectors.toSet());
    servers.stream()
        .map(ServerState::server)
        .filter(s -> !Collections.disjoint(s.groups(), shared))
        .forEach(peer -> histories.computeIfPresent(peer.name(), (n, h) -> h.withoutLoad()));
  }

  private Verdict verdict(
      Server server,
      History history,
      @Nullable ProbeAnswer answer,
      Map<String, int[]> busyOfService) {
    if (history.isSilent(policy)) {
      return ofSilent(history, answer);
    } else if (history.isAppDown(policy)) {
      return ofAppDown(history, answer);
    } else if (history.isQuiet(policy)) {
      return new Verdict.Suspect(Doubt.SILENT, silence(history));
    } else if (!history.trusted()) {
      return new Verdict.Suspect(
          history.id().isEmpty() ? Doubt.SILENT : Doubt.RECOVERING,
          "%d of %d good heartbeats so far".formatted(history.goodBeats(), policy.recovery()));
    } else if (history.overloaded()) {
      return history.busyBeats() >= policy.needed()
          ? ofOverloaded(server, history, busyOfService)
          : new Verdict.Suspect(Doubt.RECOVERING, "its CPU was high, and is not calm yet");
    }
    return new Verdict.Healthy();
  }

  private static Verdict ofSilent(History history, @Nullable ProbeAnswer answer) {
    String silence = silence(history);
    if (answer == null) {
      return new Verdict.Suspect(Doubt.SILENT, silence + "; not asked directly");
    }
    if (answer == ProbeAnswer.ALL_SILENT && history.id().isEmpty()) {
      return new Verdict.Suspect(
          Doubt.NEVER_HEARD, "it was never heard of, and SSH does not answer");
    }
    return switch (answer) {
      case ALL_SILENT ->
          new Verdict.Hung(Verdict.Hung.Cause.SERVER, silence + ", and SSH does not answer");
      case APP_SILENT ->
          new Verdict.Hung(Verdict.Hung.Cause.APP, silence + "; SSH answers, the app does not");
      case ANSWERS -> new Verdict.AgentDead(silence + ", but the server answers");
    };
  }

  private static Verdict ofAppDown(History history, @Nullable ProbeAnswer answer) {
    String down =
        "its agent has said for %d s that the app is down".formatted(s(history.downNanos()));
    if (answer == ProbeAnswer.APP_SILENT || answer == ProbeAnswer.ALL_SILENT) {
      return new Verdict.Hung(Verdict.Hung.Cause.APP, down + ", and the app does not answer");
    }
    return new Verdict.Suspect(Doubt.RECOVERING, down + (answer == null ? "" : ", but it answers"));
  }

  private Verdict ofOverloaded(Server server, History history, Map<String, int[]> busyOfService) {
    String busy =
        "CPU at %.0f %% of a core or more in %d of %d heartbeats"
            .formatted(policy.cpuHigh(), history.busyBeats(), policy.samples());
    for (String group : server.groups()) {
      int[] counts = busyOfService.get(group);
      int peers = counts == null ? 0 : counts[0] - 1;
      int busyPeers = counts == null ? 0 : counts[1] - 1;
      if (peers > 0 && busyPeers * 2 >= peers) {
        return new Verdict.Suspect(
            Doubt.LOAD,
            "%s, but so it is on %d of %d peers: load".formatted(busy, busyPeers, peers));
      }
    }
    return new Verdict.Overloaded(busy);
  }

  /** For each service how many of its servers are heard of, and how many of these are busy. */
  private Map<String, int[]> busyOfService() {
    Map<String, int[]> counts = new HashMap<>();
    for (ServerState state : servers) {
      History history = history(state.server().name());
      if (history.isSilent(policy)) {
        continue;
      }
      for (String group : state.server().groups()) {
        if (services.contains(group)) {
          int[] both = counts.computeIfAbsent(group, g -> new int[2]);
          both[0]++;
          both[1] += history.isBusyToo(policy) ? 1 : 0;
        }
      }
    }
    return counts;
  }

  private History history(String server) {
    return histories.getOrDefault(server, History.NONE);
  }

  private static String silence(History history) {
    return "no heartbeat for %d s".formatted(s(history.silentNanos()));
  }

  private static long s(long nanos) {
    return nanos / 1_000_000_000;
  }
}
