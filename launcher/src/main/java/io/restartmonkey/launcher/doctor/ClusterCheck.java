package io.restartmonkey.launcher.doctor;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.launcher.config.Key;
import io.restartmonkey.launcher.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at Redis' clock, at the records in it, and at the files of secrets. */
final class ClusterCheck {
  private static final Duration CLOCKS_APART = Duration.ofSeconds(30);
  private static final int MOST_SHOWN = 20;
  private static final List<Key> SECRETS =
      List.of(
          Key.REDIS_PASSWORD_FILE,
          Key.REDIS_SENTINEL_PASSWORD_FILE,
          Key.REDIS_CERTIFICATE_FILE,
          Key.ALERTS_WEBHOOK_FILE);

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
                "cluster", count + "; provision servers, or check the setting 'cluster'"));
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
    SECRETS.stream()
        .flatMap(key -> settings.optionalPath(key).stream())
        .flatMap(file -> secret(file).stream())
        .forEach(findings::add);
    return findings;
  }

  private static Finding clock(Instant redis) {
    Duration apart = Duration.between(redis, Instant.now()).abs();
    return apart.compareTo(CLOCKS_APART) <= 0
        ? Finding.ok(
            "clock", "Redis and this machine agree within " + (apart.toSeconds() + 1) + " s")
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

  private static Optional<Finding> secret(Path file) {
    try {
      if (!FileRights.isPrivate(file)) {
        return Optional.of(Finding.warn("secrets", "others can read it; chmod 600 " + file));
      }
    } catch (IOException e) {
      return Optional.of(Finding.warn("secrets", "cannot be looked at: " + e));
    }
    return Optional.empty();
  }
}
