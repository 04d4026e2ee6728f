package io.restartmonkey.monitor;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.plan.Action;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.RunLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
      RunLoop worker) {
    TreatmentRun run = new TreatmentRun(action);
    worker.execute(() -> run.begin(() -> monkey.start(request, stop, worker)));
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
    return action.remedy().word() + " " + action.server() + " is going on";
  }

  private void begin(Supplier<CompletionStage<RestartReport>> start) {
    try {
      start.get().whenComplete((report, failure) -> problem.complete(problem(report, failure)));
    } catch (Throwable e) { // Whatever it is, who is not told waits for ever.
      problem.complete(problem(null, e));
    }
  }

  private static Optional<String> problem(
      @Nullable RestartReport report, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RuntimeException) {
      return Optional.of(String.valueOf(cause.getMessage()));
    } else if (report == null) {
      return Optional.of("the treatment broke: " + cause);
    }
    return report.status() == RestartReport.Status.REFUSED
        ? Optional.of(
            report.refusals().stream().map(r -> r.message()).findFirst().orElse("refused"))
        : Optional.empty();
  }
}
