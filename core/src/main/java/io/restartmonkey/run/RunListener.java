package io.restartmonkey.run;

import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookEvent;

/**
 * Hears how a run goes on: for progress, metrics, logs. Methods are called on the thread that runs
 * the request, except {@link #event}, which comes on the step's thread. A listener that throws does
 * not disturb the run.
 */
public interface RunListener {

  /** Something that an operator should know has come up before the first step. */
  default void noted(String note) {}

  /** The run is recorded and about to begin its first step. */
  default void runStarted(String runId, Plan plan) {}

  /** A step begins. */
  default void stepStarted(Step step) {}

  /** Ansible reported something. */
  default void event(Step step, PlaybookEvent event) {}

  /** A step ended. */
  default void stepEnded(StepReport report) {}

  /** The run ended. */
  default void runEnded(RestartReport report) {}
}
