package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.restartmonkey.Job;
import io.restartmonkey.RestartRequest;
import io.restartmonkey.RunRecord;
import io.restartmonkey.Stage;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of what a run set out to do: {@code plan.json} of a run folder. */
final class RecordJson {
  private static final int VERSION = 1;

  private RecordJson() {}

  static String write(RunRecord record) {
    RestartRequest request = record.request();
    Map<String, Object> asked = new LinkedHashMap<>();
    if (request.job() instanceof Job.Treatment treatment) {
      asked.put("remedy", treatment.remedy().name());
      asked.put("server", treatment.server());
      asked.put("reason", treatment.reason());
    } else {
      asked.put("stages", PlanJson.names(request.stages()));
    }
    asked.put("variables", request.variables());
    asked.put("step_deadline_ms", request.stepDeadline().toMillis());
    asked.put("freshness_ms", request.freshness().toMillis());
    asked.put("here_allowed", request.hereAllowed());
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("version", VERSION);
    tree.put("started_at", record.startedAt().toString());
    tree.put("request", asked);
    tree.putAll(PlanJson.tree(record.plan()));
    return Json.pretty(tree);
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException if it is damaged, or of a version not known here
   */
  static RunRecord read(String text, String snapshot) {
    try {
      JsonNode root = JsonTree.read(text);
      requireVersion(Json.number(root, "version"));
      JsonNode asked = root.path("request");
      RestartRequest request =
          new RestartRequest(
              job(asked),
              PlanJson.variables(asked.path("variables")),
              Duration.ofMillis(Json.number(asked, "step_deadline_ms")),
              Duration.ofMillis(Json.number(asked, "freshness_ms")),
              asked.path("here_allowed").asBoolean());
      return new RunRecord(
          request,
          PlanJson.read(root),
          SnapshotJson.read(snapshot),
          Instant.parse(Json.text(root, "started_at")));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Job job(JsonNode asked) {
    return asked.has("remedy")
        ? new Job.Treatment(
            Remedy.valueOf(Json.text(asked, "remedy")),
            Json.text(asked, "server"),
            Json.text(asked, "reason"))
        : new Job.Stages(Json.texts(asked, "stages").stream().map(Stage::valueOf).toList());
  }

  static void requireVersion(long version) {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "it is of version %d, this restart-monkey knows %d; use the one that wrote it"
              .formatted(version, VERSION));
    }
  }
}
