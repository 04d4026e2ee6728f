package io.restartmonkey;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.RunHandle;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.RunLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is asked before anything is touched, as a restart that halts half-way is worse than none:
 * whether Ansible can load the playbooks, and whether every server lets us in and has what the
 * plays need there.
 */
final class Preflight {
  private final RequestPlanner planner;
  private final RestartRequest request;
  private final Inventory targets;
  private final StopSignal stop;
  private final Consumer<String> notes;

  /**
   * @param notes told what could not be asked, where the answer comes
   */
  Preflight(
      RequestPlanner planner,
      RestartRequest request,
      Inventory targets,
      StopSignal stop,
      Consumer<String> notes) {
    this.planner = planner;
    this.request = request;
    this.targets = targets;
    this.stop = stop;
    this.notes = notes;
  }

  /**
   * Asks both, side by side. Whoever asks to stop meanwhile need not wait for a server that does
   * not answer; then there is nothing to refuse, as nothing will begin.
   *
   * @param loop where the answer comes; by then the processes of the asking have ended
   * @return why not; or an {@link AnsibleUnavailableException} if Ansible cannot be started
   */
  CompletableFuture<List<Refusal>> refusals(RunLoop loop) {
    RunHandle reach = planner.reach(request, targets);
    Runnable told =
        () -> {
          if (isStopped()) {
            reach.end().run();
          }
        };
    stop.watch(told);
    CompletableFuture<List<Refusal>> playbooks =
        completedFuture(targets).thenApply(asked -> planner.refusals(request, asked));
    if (!isGood(playbooks)) {
      reach.end().run();
    }
    CompletionStage<List<Refusal>> servers =
        reach.outcome().thenApplyAsync(this::unreachable, loop::execute);
    return servers
        .handleAsync((refused, failed) -> isGood(playbooks) ? servers : playbooks, loop::execute)
        .thenCompose(Function.identity())
        .thenApply(refused -> isStopped() ? List.<Refusal>of() : refused)
        .whenComplete((refused, failed) -> stop.unwatch(told))
        .toCompletableFuture();
  }

  private List<Refusal> unreachable(PlaybookOutcome reached) {
    RequestPlanner.untried(reached).forEach(notes);
    return planner.unreachable(reached);
  }

  private static boolean isGood(CompletableFuture<List<Refusal>> answer) {
    return !answer.isCompletedExceptionally() && answer.join().isEmpty();
  }

  private boolean isStopped() {
    return stop.level() != StopSignal.Level.NONE;
  }
}
