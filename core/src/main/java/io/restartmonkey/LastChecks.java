package io.restartmonkey;

import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What is asked before anything is touched, as a restart that halts half-way is worse than none:
 * whether Ansible can load the playbooks, and whether every server lets us in.
 */
record LastChecks(
    RequestPlanner planner, RestartRequest request, Inventory targets, StopSignal stop) {

  /**
   * Asks both, side by side. Whoever asks to stop meanwhile need not wait for a server that does
   * not answer; then there is nothing to refuse, as nothing will begin.
   *
   * @throws AnsibleUnavailableException if Ansible cannot be started
   */
  List<Refusal> refusals() {
    FutureTask<List<Refusal>> reach = new FutureTask<>(() -> planner.unreachable(request, targets));
    Thread thread = new Thread(reach, "restart-monkey reach");
    thread.start();
    Runnable told =
        () -> {
          if (isStopped()) {
            thread.interrupt();
          }
        };
    stop.watch(told);
    try {
      List<Refusal> refusals = new ArrayList<>(planner.refusals(request, targets));
      if (refusals.isEmpty()) {
        refusals.addAll(reach.get());
      }
      return isStopped() ? List.of() : refusals;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(new Refusal(Refusal.Kind.CLUSTER, "it was asked to stop"));
    } finally {
      stop.unwatch(told);
      thread.interrupt();
      joinFirmly(thread);
    }
  }

  private boolean isStopped() {
    return stop.level() != StopSignal.Level.NONE;
  }

  /** Its process is ended before this returns. */
  private static void joinFirmly(Thread thread) {
    boolean interrupted = Thread.interrupted();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
