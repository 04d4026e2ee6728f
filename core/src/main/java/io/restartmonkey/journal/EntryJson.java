package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.spi.JournalEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** One journal entry as a line of JSON. */
final class EntryJson {
  private static final int VERSION = 1;
  private static final int MAX_REASON_LENGTH = 100_000;

  private EntryJson() {}

  static String write(JournalEntry entry) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("v", VERSION);
    tree.put("at", entry.at().toString());
    if (entry instanceof JournalEntry.Intended intended) {
      tree.put("intended", intended.step());
    } else if (entry instanceof JournalEntry.Done done) {
      tree.put("done", done.step());
    } else if (entry instanceof JournalEntry.Failed failed) {
      tree.put("failed", failed.step());
      tree.put("blame", failed.blame().name());
      tree.put("reason", failed.reason());
    } else if (entry instanceof JournalEntry.Ended ended) {
      tree.put("ended", ended.status().name());
    } else {
      throw new AssertionError("an entry of an unknown kind: " + entry);
    }
    return Json.line(tree);
  }

  /**
   * Reads it back.
   *
   * @throws RuntimeException if it is damaged, or of a version not known here
   */
  static JournalEntry read(String line) throws JsonProcessingException {
    JsonNode node = JsonTree.read(line);
    RecordJson.requireVersion(Json.number(node, "v"));
    Instant at = Instant.parse(Json.text(node, "at"));
    if (node.has("intended")) {
      return new JournalEntry.Intended(at, Json.oneLine(node, "intended"));
    } else if (node.has("done")) {
      return new JournalEntry.Done(at, Json.oneLine(node, "done"));
    } else if (node.has("failed")) {
      return new JournalEntry.Failed(
          at,
          Json.oneLine(node, "failed"),
          FailureCause.valueOf(Json.text(node, "blame")),
          ForeignText.lines(Json.text(node, "reason"), MAX_REASON_LENGTH));
    }
    return new JournalEntry.Ended(at, RestartReport.Status.valueOf(Json.text(node, "ended")));
  }
}
