package io.restartmonkey;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.restartmonkey.plan.Refusal;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLoop;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A run from its open journal to its end: what an earlier process left of it is ended, the lease is
 * taken, the last checks are made, the plan is walked, and the lease is given back.
 */
final class RunLifecycle {
  private final RunJournal journal;
  private final Walk walk;
  private final HeldLease lease;
  private final Clock clock;
  private final boolean leaseMustBeKnown;

  /**
   * @param lease of that run
   * @param leaseMustBeKnown whether the lease's store must answer; not so where that may be what is
   *     down
   */
  RunLifecycle(
      RunJournal journal, Walk walk, HeldLease lease, Clock clock, boolean leaseMustBeKnown) {
    this.journal = journal;
    this.walk = walk;
    this.lease = lease;
    this.clock = clock;
    this.leaseMustBeKnown = leaseMustBeKnown;
  }

  /**
   * Takes the lease and walks, if nothing speaks against it.
   *
   * @param checks what is asked before anything is touched
   * @param loop where their answer comes
   */
  CompletableFuture<RestartReport> go(Optional<Preflight> checks, RunLoop loop) {
    return afterwards(
        walk::close,
        () -> {
          walk.takeUpWhatWasBegun();
          take();
          return afterwards(
              lease::release, () -> checks.map(asked -> checked(asked, loop)).orElseGet(walk::go));
        });
  }

  private CompletableFuture<RestartReport> checked(Preflight checks, RunLoop loop) {
    return refusals(checks, loop)
        .thenCompose(
            refusals -> {
              if (!refusals.isEmpty()) {
                return completedFuture(RestartReport.refused(refusals));
              }
              take(); // The checks may have taken longer than the lease lives.
              return walk.go();
            });
  }

  private CompletableFuture<List<Refusal>> refusals(Preflight checks, RunLoop loop) {
    return completedFuture(checks)
        .thenCompose(
            asked -> {
              walk.makeReady();
              return asked.refusals(loop);
            })
        .whenComplete(
            (refusals, problem) -> {
              if (problem != null || !refusals.isEmpty()) {
                refuse();
              }
            });
  }

  /** Does something when what is begun has ended, or has not come about. */
  static <T> CompletableFuture<T> afterwards(Runnable last, Supplier<CompletableFuture<T>> first) {
    CompletableFuture<T> result;
    try {
      result = first.get();
    } catch (RuntimeException | Error e) {
      last.run();
      throw e;
    }
    return result.whenComplete((value, problem) -> last.run());
  }

  private void take() {
    String cluster = journal.record().snapshot().cluster();
    RunLease.Grant grant = lease.keep();
    if (grant instanceof RunLease.Grant.Unknown unknown && leaseMustBeKnown) {
      refuse();
      throw new ClusterUnreachableException(
          "the lease of cluster %s cannot be taken, and nothing was touched: %s"
              .formatted(cluster, unknown.reason()));
    }
    if (grant instanceof RunLease.Grant.Held held) {
      refuse();
      throw new RunInProgressException(
          "run %s holds the lease of cluster %s; wait for it, or for its lease to expire"
              .formatted(held.holder(), cluster));
    }
    boolean isUnknown = grant instanceof RunLease.Grant.Unknown;
    if (!isUnknown && !(grant instanceof RunLease.Grant.Granted)) {
      refuse();
      throw new RunInProgressException(
          "another run has had the lease of cluster %s since this one took it; look at what it did, and begin anew"
              .formatted(cluster));
    }
  }

  /** What was begun before stays as it is, to be gone on with another time. */
  private void refuse() {
    if (journal.entries().isEmpty()) {
      journal.append(new JournalEntry.Ended(clock.instant(), RestartReport.Status.REFUSED));
    }
  }
}
