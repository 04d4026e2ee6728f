package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Decision;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.MaintenanceWindow;
import io.restartmonkey.health.Pause;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Hung.Cause;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the guards decide on, one decision at a time: the cluster is redis1, proxy1, app1, app2, all
 * healthy, unless a test says otherwise.
 */
abstract class GuardedCluster {
  static final Verdict HEALTHY = new Verdict.Healthy();
  static final Verdict BUSY = new Verdict.Overloaded("busy");
  static final Verdict HUNG = new Verdict.Hung(Cause.SERVER, "silent");
  static final Verdict APP_HUNG = new Verdict.Hung(Cause.APP, "app silent");
  static final Verdict AGENT_DEAD = new Verdict.AgentDead("no heartbeat");
  static final Verdict SUSPECT = new Verdict.Suspect(Doubt.RECOVERING, "odd");

  final Map<String, Server> servers = new TreeMap<>();
  final Map<String, Verdict> verdicts = new TreeMap<>();
  final List<Treatment> treatments = new ArrayList<>();
  final Map<String, String> quarantined = new TreeMap<>();
  GuardPolicy policy = GuardPolicy.DEFAULT;
  Instant seenAt = NOW;
  Duration watched = Duration.ofSeconds(60);
  Optional<Pause> pause = Optional.empty();
  Optional<String> busy = Optional.empty();
  Set<TrafficFinding> traffic = Set.of();
  Map<String, String> obstacles = Map.of();
  final Map<String, Map<Remedy, String>> unable = new TreeMap<>();

  GuardedCluster() {
    has(server("redis1", "redis"), HEALTHY);
    has(server("proxy1", "proxy"), HEALTHY);
    has(server("app1", "app"), HEALTHY);
    has(server("app2", "app"), HEALTHY);
  }

  void has(Server server, Verdict verdict) {
    servers.put(server.name(), server);
    verdicts.put(server.name(), verdict);
  }

  /** Well. */
  void treated(String server, Remedy remedy, int secondsAgo) {
    treated(server, remedy, Optional.empty(), secondsAgo);
  }

  void treated(String server, Remedy remedy, FailureCause failure, int secondsAgo) {
    treated(server, remedy, Optional.of(failure), secondsAgo);
  }

  private void treated(
      String server, Remedy remedy, Optional<FailureCause> failure, int secondsAgo) {
    treatments.add(
        new Treatment(
            server,
            remedy,
            NOW.minusSeconds(secondsAgo + 1L),
            NOW.minusSeconds(secondsAgo),
            failure,
            Optional.empty(),
            ""));
  }

  Decision admit() {
    return admit(verdicts);
  }

  Decision admit(Map<String, Verdict> verdicts) {
    return new Guards(policy)
        .admit(
            new DecisionInput(
                NOW,
                seenAt,
                watched,
                List.copyOf(servers.values()),
                verdicts,
                new Ledger(treatments, quarantined),
                pause,
                busy,
                traffic,
                obstacles,
                unable));
  }

  String action() {
    Action action = admit().action().orElseThrow(() -> new AssertionError(admit().toString()));
    return action.remedy() + " " + action.server();
  }

  static GuardPolicy withFloor(String service, int floor) {
    return policy(service, floor, 1, false, List.of());
  }

  static GuardPolicy withSurge(int most, boolean outageAllowed) {
    return policy("app", 1, most, outageAllowed, List.of());
  }

  static GuardPolicy policy(
      String service,
      int floor,
      int surgeServers,
      boolean outageAllowed,
      List<MaintenanceWindow> windows) {
    return GuardPolicy.builder()
        .services(Set.of(service))
        .floor(floor)
        .maxSurge(surgeServers)
        .outageAllowed(outageAllowed)
        .windows(windows)
        .build();
  }
}
