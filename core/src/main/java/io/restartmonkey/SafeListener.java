package io.restartmonkey;

import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.StepReport;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Keeps a listener that throws from disturbing the run. */
final class SafeListener implements RunListener {
  private final RunListener listener;

  SafeListener(RunListener listener) {
    this.listener = listener;
  }

  @Override
  public void noted(String note) {
    tell(to -> to.noted(note));
  }

  @Override
  public void runStarted(String runId, Plan plan) {
    tell(to -> to.runStarted(runId, plan));
  }

  @Override
  public void stepStarted(Step step) {
    tell(to -> to.stepStarted(step));
  }

  @Override
  public void event(Step step, PlaybookEvent event) {
    tell(to -> to.event(step, event));
  }

  @Override
  public void stepEnded(StepReport report) {
    tell(to -> to.stepEnded(report));
  }

  @Override
  public void runEnded(RestartReport report) {
    tell(to -> to.runEnded(report));
  }

  private void tell(Consumer<RunListener> message) {
    try {
      message.accept(listener);
    } catch (RuntimeException e) {
      // Asked for only here, as a logger costs a short-lived program a tenth of a second.
      LoggerFactory.getLogger(SafeListener.class).warn("a RunListener threw; the run goes on", e);
    }
  }
}
