package io.restartmonkey;

import io.restartmonkey.monitor.Action;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A treatment that goes on away from the ticks. Thread-safe. */
final class TreatmentRun {
  private final Action action;
  private final CompletableFuture<Optional<String>> problem = new CompletableFuture<>();

  private TreatmentRun(Action action) {
    this.action = action;
  }

  /** Begins it; it holds the lease and the folder of runs until it has ended. */
  static TreatmentRun begin(
      Action action,
      RestartMonkey monkey,
      RestartRequest request,
      StopSignal stop,
      Executor worker) {
    TreatmentRun run = new TreatmentRun(action);
    worker.execute(() -> run.problem.complete(run.perform(monkey, request, stop)));
    return run;
  }

  Action action() {
    return action;
  }

  boolean isOver() {
    return problem.isDone();
  }

  /** Why it could not begin; waits for its end. */
  Optional<String> problem() {
    return problem.join();
  }

  String words() {
    return action.remedy().name().toLowerCase(Locale.ROOT).replace('_', '-')
        + " "
        + action.server()
        + " is going on";
  }

  private Optional<String> perform(RestartMonkey monkey, RestartRequest request, StopSignal stop) {
    try {
      RestartReport report = monkey.run(request, stop);
      return report.status() == RestartReport.Status.REFUSED
          ? Optional.of(
              report.refusals().stream().map(r -> r.message()).findFirst().orElse("refused"))
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (Error e) { // Whatever it is, who is not told waits for ever.
      return Optional.of("the treatment broke: " + e);
    }
  }
}
