package io.restartmonkey;

import io.restartmonkey.cluster.ClusterSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says which servers and records a plan leaves out, and why. */
final class LeftOut {
  private LeftOut() {}

  static List<String> notes(ClusterSnapshot snapshot, Duration freshness, Set<String> groups) {
    List<String> notes = new ArrayList<>();
    snapshot
        .silent(freshness)
        .forEach(
            state ->
                notes.add(
                    "%s is registered but left out: %s"
                        .formatted(
                            state.server().name(), state.whyNotLive(snapshot.observedAt()))));
    snapshot.live(freshness).stream()
        .filter(server -> server.groups().stream().noneMatch(groups::contains))
        .forEach(
            server ->
                notes.add(
                    "%s is left out: the template has none of its groups %s"
                        .formatted(server.name(), server.groups())));
    snapshot
        .refused()
        .forEach(record -> notes.add("refused %s: %s".formatted(record.record(), record.reason())));
    return notes;
  }
}
