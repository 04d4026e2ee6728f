package io.restartmonkey.playbook;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A run of a playbook that goes on.
 *
 * @param outcome what comes of it; an exception as {@link PlaybookRunner#run} throws it
 * @param end ends it with all its processes; its outcome tells when it has ended
 */
public record RunHandle(CompletionStage<PlaybookOutcome> outcome, Runnable end) {

  /** Runs it on a thread of its own, which is interrupted to end it. */
  static RunHandle onThread(Supplier<PlaybookOutcome> run) {
    CompletableFuture<PlaybookOutcome> outcome = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                outcome.complete(run.get());
              } catch (Throwable e) { // Whatever it is, who is not told waits for ever.
                outcome.completeExceptionally(e);
              }
            },
            "run of Ansible");
    thread.start();
    return new RunHandle(outcome, thread::interrupt);
  }
}
