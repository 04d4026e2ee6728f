package io.restartmonkey.fake;

import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.StepReport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers all it is told, one line each. Thread-safe. */
public final class CollectingListener implements RunListener {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** What it was told. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void noted(String note) {
    lines.add("note " + note);
  }

  @Override
  public void runStarted(String runId, Plan plan) {
    lines.add("run " + plan.steps().size() + " steps");
  }

  @Override
  public void stepStarted(Step step) {
    lines.add("begin " + step.id());
  }

  @Override
  public void event(Step step, PlaybookEvent event) {
    lines.add(step.id() + " " + event);
  }

  @Override
  public void stepEnded(StepReport report) {
    lines.add(report.status() + " " + report.step().id());
  }

  @Override
  public void runEnded(RestartReport report) {
    lines.add("run " + report.status());
  }
}
