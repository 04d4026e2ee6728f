package io.restartmonkey.launcher.view;

import static java.util.stream.Collectors.joining;

import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.ansible.PlaybookCommand;
import io.restartmonkey.journal.PlanJson;
import io.restartmonkey.launcher.progress.OneLine;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Shows a plan: its order, its targets, and the commands.
 *
 * @param plan the plan
 * @param runs its playbook runs, in the same order
 * @param ansible how Ansible is called
 */
public record PlanText(Plan plan, List<PlaybookRun> runs, AnsibleSettings ansible) {

  public List<String> lines() {
    Map<String, Integer> waves = waves();
    Table table = new Table();
    for (Step step : plan.steps()) {
      table.row(
          step.id(),
          step.play(),
          String.join(", ", step.targetNames()),
          step.after().isEmpty() ? "at once" : "after " + after(step),
          beside(step, waves),
          atATime(step));
    }
    List<String> lines = new ArrayList<>();
    List<String> rows = table.lines();
    for (int i = 0; i < rows.size(); i++) {
      lines.add(rows.get(i).stripTrailing());
      lines.add("    " + command(runs.get(i)));
    }
    plan.notes().forEach(note -> lines.add("note: " + note));
    return lines.stream().map(OneLine::of).toList();
  }

  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>(PlanJson.tree(plan));
    tree.put("commands", runs.stream().map(this::command).toList());
    return tree;
  }

  /** Ansible runs in the playbook's folder, so that the configuration there holds. */
  private String command(PlaybookRun run) {
    Path folder = Objects.requireNonNull(run.playbook().toAbsolutePath().normalize().getParent());
    return "cd %s && %s"
        .formatted(
            PlaybookCommand.line(List.of(folder.toString())),
            PlaybookCommand.line(PlaybookCommand.words(ansible, run)));
  }

  private static String after(Step step) {
    return step.after().stream().sorted().map(PlanText::number).collect(joining(", "));
  }

  private static String number(String id) {
    return id.substring(0, id.indexOf('-'));
  }

  private String beside(Step step, Map<String, Integer> waves) {
    String others =
        plan.steps().stream()
            .filter(other -> !other.equals(step))
            .filter(other -> Objects.equals(waves.get(other.id()), waves.get(step.id())))
            .map(other -> number(other.id()))
            .collect(joining(", "));
    return others.isEmpty() ? "" : "beside " + others;
  }

  /** How many servers of a large step wait for others. */
  private String atATime(Step step) {
    int servers = step.targetNames().size();
    int forks = ansible.forks().on(servers);
    return forks == servers ? "" : "%d servers, %d at a time".formatted(servers, forks);
  }

  /** How many steps must end one after another before each step. */
  private Map<String, Integer> waves() {
    Map<String, Integer> waves = new HashMap<>();
    for (Step step : plan.steps()) {
      waves.put(
          step.id(),
          step.after().stream().mapToInt(id -> waves.getOrDefault(id, 0) + 1).max().orElse(0));
    }
    return waves;
  }
}
