package io.restartmonkey;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.RefusedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says which servers and records a plan leaves out, and why. */
final class LeftOut {
  private static final int MOST_RECORDS = 20;

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
    snapshot.refused().forEach(record -> notes.add(words(record)));
    return notes;
  }

  /** The records that were not believed, as a server that is missing may be one of them. */
  static List<String> doubts(ClusterSnapshot snapshot) {
    List<String> doubts = new ArrayList<>();
    snapshot.refused().stream()
        .limit(MOST_RECORDS)
        .forEach(
            record ->
                doubts.add(
                    "%s is not believed, so mend it: %s"
                        .formatted(record.record(), record.reason())));
    int more = snapshot.refused().size() - MOST_RECORDS;
    if (more > 0) {
      doubts.add("%d more records are not believed".formatted(more));
    }
    return doubts;
  }

  private static String words(RefusedRecord record) {
    return "refused %s: %s".formatted(record.record(), record.reason());
  }
}
