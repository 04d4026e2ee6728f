package io.restartmonkey.launcher.doctor;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.launcher.config.Key;
import io.restartmonkey.launcher.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks at Redis' clock, and at the records in it. */
final class ClusterCheck {
  private static final Duration CLOCKS_APART = Duration.ofSeconds(30);
  private static final int MOST_SHOWN = 20;

  private ClusterCheck() {}

  static List<Finding> of(Patient patient, ClusterSnapshot snapshot) {
    Settings settings = patient.settings();
    Duration freshness = settings.duration(Key.FRESHNESS);
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("redis", settings.get(Key.REDIS_URI).text() + " answers"));
    findings.add(clock(snapshot.observedAt()));
    int live = snapshot.live(freshness).size();
    String count =
        "cluster '%s': %d registered, %d running"
            .formatted(snapshot.cluster(), snapshot.servers().size(), live);
    findings.add(
        live > 0
            ? Finding.ok("cluster", count)
            : Finding.warn(
                "cluster",
                count
                    + "; provision servers, or check the setting 'cluster' and the database in 'redis.uri': agents write to cluster_name and redis_database of their variables"));
    snapshot
        .silent(freshness)
        .forEach(
            state ->
                findings.add(
                    Finding.warn(
                        "cluster",
                        "%s is not running: %s; start it, or look at its agent's unit"
                            .formatted(
                                state.server().name(), state.whyNotLive(snapshot.observedAt())))));
    findings.addAll(refused(snapshot));
    return findings;
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
        Finding.warn("records", count + " refused and not used; register these servers anew"));
    snapshot.refused().stream()
        .limit(MOST_SHOWN)
        .forEach(
            record ->
                findings.add(Finding.warn("records", record.record() + ": " + record.reason())));
    return findings;
  }
}
