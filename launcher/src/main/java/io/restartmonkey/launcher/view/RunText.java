package io.restartmonkey.launcher.view;

import io.restartmonkey.journal.PlanJson;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.run.Job;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunHistory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows a run of the past.
 *
 * @param run the run
 */
public record RunText(RunHistory run) {

  /** How it ended, in a word. */
  public String status() {
    return run.status().map(RunText::lower).orElse("not ended");
  }

  public String goal() {
    Job job = run.request().job();
    return job instanceof Job.Treatment treatment
        ? treatment.action().remedy().word() + " " + treatment.action().server()
        : Goal.of(run.request().stages());
  }

  public String started() {
    return run.startedAt().toString();
  }

  public String progress() {
    return "%d of %d steps".formatted(run.done().size(), run.plan().steps().size());
  }

  /** Whether there is something left to do. */
  public boolean isResumable() {
    return run.isResumable();
  }

  public List<String> lines() {
    Map<String, String> last = lastWords();
    Table table = new Table();
    run.plan()
        .steps()
        .forEach(
            step ->
                table.row(
                    "  " + step.id(),
                    step.play(),
                    String.join(", ", step.targetNames()),
                    last.getOrDefault(step.id(), "not begun")));
    return table.lines();
  }

  public Map<String, Object> summary() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", run.runId());
    tree.put("started_at", started());
    tree.put("command", goal());
    tree.put("status", status());
    tree.put("steps_done", run.done().size());
    tree.put("steps_planned", run.plan().steps().size());
    tree.put("resumable", isResumable());
    return tree;
  }

  public Map<String, Object> tree() {
    Map<String, Object> tree = summary();
    tree.put("state", lastWords());
    tree.put("plan", PlanJson.tree(run.plan()));
    return tree;
  }

  /** What the journal says last of each step that was begun. */
  private Map<String, String> lastWords() {
    Map<String, String> words = new HashMap<>();
    for (JournalEntry entry : run.entries()) {
      if (entry instanceof JournalEntry.Intended step) {
        words.put(step.step(), "begun " + step.at());
      } else if (entry instanceof JournalEntry.Done step) {
        words.put(step.step(), "done " + step.at());
      } else if (entry instanceof JournalEntry.Failed step) {
        words.put(step.step(), "failed " + step.at() + ": " + Console.oneLine(step.reason()));
      }
    }
    return words;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
