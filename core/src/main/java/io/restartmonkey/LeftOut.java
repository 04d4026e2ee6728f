package io.restartmonkey;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.plan.Refusal;
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

  /** Adds the records that were not believed, as a server that is missing may be one of them. */
  static List<Refusal> explained(List<Refusal> reasons, ClusterSnapshot snapshot) {
    if (reasons.stream().noneMatch(reason -> reason.kind() == Refusal.Kind.CLUSTER)) {
      return reasons;
    }
    List<Refusal> all = new ArrayList<>(reasons);
    snapshot.refused().stream()
        .limit(MOST_RECORDS)
        .forEach(
            record ->
                all.add(
                    new Refusal(
                        Refusal.Kind.CLUSTER, words(record) + "; register that server anew")));
    int more = snapshot.refused().size() - MOST_RECORDS;
    if (more > 0) {
      all.add(new Refusal(Refusal.Kind.CLUSTER, "refused " + more + " more records"));
    }
    return all;
  }

  private static String words(RefusedRecord record) {
    return "refused %s: %s".formatted(record.record(), record.reason());
  }
}
