package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.StepReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link RunListener} does that shows a run to somebody. */
@ContractOf(RunListener.class)
public interface RunListenerContract {

  /** The listener; the same at each call. */
  RunListener listener();

  /** All that it has shown so far. */
  String shown();

  @Test
  default void shouldShowARunInItsOrder() {
    Step step = step("stop-app");
    listener().noted("app9 is left out");
    listener().runStarted("run-1", new Plan(List.of(step), List.of()));
    listener().stepStarted(step);
    listener().event(step, failed("no such unit"));
    listener().stepEnded(ended(step));
    listener().runEnded(report(List.of(ended(step))));

    assertThat(shown())
        .containsSubsequence("app9 is left out", "stop-app", "no such unit", "stop-app");
  }

  @Test
  default void shouldTakeEventsOfManyStepsAtOnce() {
    List<Step> steps = IntStream.range(0, 8).mapToObj(i -> step("step-" + i)).toList();
    listener().runStarted("run-1", new Plan(steps, List.of()));
    steps.forEach(listener()::stepStarted);

    List<CompletableFuture<Void>> threads =
        steps.stream().map(step -> CompletableFuture.runAsync(() -> manyEvents(step))).toList();
    threads.forEach(CompletableFuture::join);
    steps.forEach(step -> listener().stepEnded(ended(step)));

    assertThat(shown()).contains(steps.stream().map(step -> "last of " + step.id()).toList());
  }

  @Test
  default void shouldTakeTheEndOfARunThatNeverBegan() {
    listener().runEnded(RestartReport.refused(List.of()));
    listener().noted("still here");

    assertThat(shown()).contains("still here");
  }

  private void manyEvents(Step step) {
    for (int i = 0; i < 100; i++) {
      listener().event(step, new PlaybookEvent.TaskStarted("task " + i));
      listener().event(step, new PlaybookEvent.HostOk("app1", "task " + i, true));
    }
    listener().event(step, failed("last of " + step.id()));
    listener()
        .event(step, new PlaybookEvent.Ended(Map.of("app1", new PlaybookEvent.Tally(1, 1, 1, 0))));
  }

  private static PlaybookEvent failed(String why) {
    return new PlaybookEvent.HostFailed("app1", "Stop", why, false);
  }

  private static StepReport ended(Step step) {
    return new StepReport(
        step,
        StepReport.Status.FAILED,
        Optional.of(Servers.NOW),
        Duration.ofSeconds(2),
        Optional.empty());
  }

  private static RestartReport report(List<StepReport> steps) {
    return new RestartReport("run-1", RestartReport.Status.FAILED, steps, List.of(), "one failed");
  }

  private static Step step(String name) {
    Server app = Servers.server("app1", "app");
    return new Step(
        name, Path.of("/p/stop.yaml"), name, "app", List.of(app), Optional.empty(), Set.of());
  }
}
