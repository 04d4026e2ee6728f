package io.restartmonkey.journal;

import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.StepReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The JSON of a report: {@code report.json} of a run folder, and what the launcher prints. */
public final class ReportJson {
  private ReportJson() {}

  /** The report as JSON, over several lines. */
  public static String write(RestartReport report) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", report.runId());
    tree.put("status", lower(report.status()));
    tree.put("message", report.message());
    tree.put("refusals", report.refusals().stream().map(refusal -> refusal.message()).toList());
    tree.put("steps", report.steps().stream().map(ReportJson::step).toList());
    return Json.pretty(tree);
  }

  private static Map<String, Object> step(StepReport report) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", report.step().id());
    tree.put("play", report.step().play());
    tree.put("status", lower(report.status()));
    report.startedAt().ifPresent(at -> tree.put("started_at", at.toString()));
    tree.put("elapsed_s", report.elapsed().toMillis() / 1000.0);
    report
        .outcome()
        .ifPresent(
            outcome -> {
              tree.put("summary", outcome.summary());
              tree.put("hosts", hosts(outcome));
            });
    return tree;
  }

  private static Map<String, Object> hosts(PlaybookOutcome outcome) {
    Map<String, Object> tree = new LinkedHashMap<>();
    outcome.hosts().forEach((name, host) -> tree.put(name, lower(host.state())));
    return tree;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
