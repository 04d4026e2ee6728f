package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of what a run set out to do: {@code plan.json} of a run folder. */
final class RecordJson {
  private static final int VERSION = 1;

  /**
   * A record without the cluster as it was, which is the large part in a large fleet, and without
   * the template.
   *
   * @param request what was asked
   * @param plan what it became
   * @param startedAt when it began
   */
  record Intent(RestartRequest request, Plan plan, Instant startedAt) {
    RunRecord of(ClusterSnapshot snapshot, String template) {
      return new RunRecord(request, plan, snapshot, template, startedAt);
    }
  }

  private RecordJson() {}

  static String write(RunRecord record) {
    RestartRequest request = record.request();
    Map<String, Object> asked = new LinkedHashMap<>();
    if (request.job() instanceof Job.Treatment treatment) {
      asked.put("remedy", treatment.action().remedy().name());
      asked.put("server", treatment.action().server());
      asked.put("reason", treatment.action().reason());
    } else {
      asked.put("stages", PlanJson.names(request.stages()));
    }
    asked.put("variables", request.variables());
    asked.put("step_deadline_ms", request.stepDeadline().toMillis());
    asked.put("freshness_ms", request.freshness().toMillis());
    asked.put("here_allowed", request.localAllowed());
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
  static Intent read(String text) {
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
      return new Intent(request, PlanJson.read(root), Instant.parse(Json.text(root, "started_at")));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + Json.problem(e), e);
    }
  }

  private static Job job(JsonNode asked) {
    return asked.has("remedy")
        ? new Job.Treatment(
            new Action(
                Remedy.valueOf(Json.text(asked, "remedy")),
                Syntax.serverName(Json.text(asked, "server")),
                Json.oneLine(asked, "reason")))
        : new Job.Stages(Json.texts(asked, "stages").stream().map(Stage::valueOf).toList());
  }

  static void requireVersion(long version) {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "it is of version %d, this Restart Monkey knows %d; use the one that wrote it"
              .formatted(version, VERSION));
    }
  }
}
