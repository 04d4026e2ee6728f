package io.restartmonkey.launcher.doctor;

import com.google.common.collect.Multimaps;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.launcher.setting.RedisKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks at Redis' clock, and at the records in it. */
final class ClusterCheck {
  private static final Duration CLOCKS_APART = Duration.ofSeconds(30);
  private static final int MAX_SHOWN = 20;

  private ClusterCheck() {}

  static List<Finding> of(DoctorContext context, ClusterSnapshot snapshot) {
    Settings settings = context.settings();
    Duration freshness = settings.get(GeneralKeys.FRESHNESS);
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("redis", settings.effective(RedisKeys.URI).text() + " answers"));
    findings.add(clock(snapshot.observedAt()));
    List<Server> running = snapshot.live(freshness);
    findings.add(count(snapshot, running.size()));
    snapshot.silent(freshness).stream()
        .map(silent -> silent(silent, snapshot.observedAt()))
        .forEach(findings::add);
    findings.addAll(shared(running));
    findings.addAll(refused(snapshot));
    return findings;
  }

  private static Finding count(ClusterSnapshot snapshot, int running) {
    String count =
        "cluster '%s': %d registered, %d running"
            .formatted(snapshot.cluster(), snapshot.servers().size(), running);
    return running > 0
        ? Finding.ok("cluster", count)
        : Finding.warn(
            "cluster",
            count
                + "; provision servers, or check the setting 'cluster' and the database in 'redis.uri': agents write to cluster_name and redis_database of their variables");
  }

  private static Finding silent(ServerState state, Instant now) {
    return Finding.warn(
        "cluster",
        "%s is not running: %s; start it, or look at its agent's unit"
            .formatted(state.server().name(), state.whyNotLive(now)));
  }

  /** No run restarts servers that share an address, as it would restart one machine twice. */
  static List<Finding> shared(List<Server> running) {
    return Multimaps.asMap(Multimaps.index(running, Server::address)).entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(
            entry ->
                Finding.fail(
                    "cluster",
                    Codes.REFUSED,
                    "%s share the address %s, so no run restarts them: register one server for each machine"
                        .formatted(
                            entry.getValue().stream().map(Server::name).sorted().toList(),
                            entry.getKey())))
        .toList();
  }

  private static Finding clock(Instant redis) {
    Duration apart = Duration.between(redis, Instant.now()).abs();
    return apart.compareTo(CLOCKS_APART) <= 0
        ? Finding.ok(
            "clock",
            "Redis and this machine agree within %d s"
                .formatted(Math.max(1, apart.plusMillis(999).toSeconds())))
        : Finding.warn(
            "clock",
            "Redis' clock and this machine's are %d s apart; set one of them, or logs will not fit together"
                .formatted(apart.toSeconds()));
  }

  private static List<Finding> refused(ClusterSnapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    int count = snapshot.refused().size();
    if (count == 0) {
      findings.add(Finding.ok("records", "all of them are believable"));
      return findings;
    }
    findings.add(
        Finding.warn(
            "records",
            count
                + " refused and not used; register the server anew, or look at its agent if it is a heartbeat"));
    snapshot.refused().stream()
        .limit(MAX_SHOWN)
        .forEach(
            record ->
                findings.add(Finding.warn("records", record.record() + ": " + record.reason())));
    return findings;
  }
}
