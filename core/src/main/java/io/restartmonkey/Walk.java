package io.restartmonkey;

import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.playbook.RunHandle;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.StepReport;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Walks a plan.
 *
 * <ol>
 *   <li>Begin every step whose predecessors have succeeded; the journal knows of it first.
 *   <li>Meanwhile have the steps made ready that come next.
 *   <li>When a step ends, write that down before anything follows from it.
 *   <li>After the first failure, a request to stop, a journal that cannot be written, or a lease
 *       that went to another run: begin nothing more, and let what runs finish.
 *   <li>Meanwhile keep the lease. A store that does not answer is no reason to stop a restart of
 *       the cluster, as it may be what is being restarted; what one monitor does begins no further
 *       step then, as another one may go on with it.
 * </ol>
 *
 * <p>Everything happens on its loop. For one use.
 */
final class Walk implements AutoCloseable {
  private static final Duration LEASE_RENEWAL = Duration.ofSeconds(10);

  private final RunJournal journal;
  private final StepRuns runs;
  private final WalkPorts ports;
  private final StopSignal stop;
  private final RunLoop loop;

  private final Plan plan;
  private final boolean isNew;
  private final WalkProgress progress;
  private final ReadySteps ready;
  private final CompletableFuture<RestartReport> end = new CompletableFuture<>();
  private final Runnable stopAsked;
  private Optional<String> halt = Optional.empty();
  private @Nullable RuntimeException problem;

  Walk(RunJournal journal, StepRuns runs, WalkPorts ports, StopSignal stop, RunLoop loop) {
    this.journal = journal;
    this.runs = runs;
    this.ports = ports;
    this.stop = stop;
    this.loop = loop;
    this.stopAsked = () -> loop.execute(() -> safely(this::proceed));
    this.plan = journal.record().plan();
    this.isNew = journal.entries().isEmpty();
    this.progress = new WalkProgress(plan);
    this.ready = new ReadySteps(ports.runner(), this::runOf);
  }

  /**
   * Has the first steps made ready, and one of each playbook, which shows that Ansible can load it;
   * touches no server.
   */
  void makeReady() {
    Set<Path> playbooks = new HashSet<>();
    plan.steps().stream().filter(step -> playbooks.add(step.playbook())).forEach(ready::prepare);
    prepareWhatComesNext();
  }

  /** Drops what was made ready in vain. */
  @Override
  public void close() {
    ready.close();
  }

  /**
   * Begins to walk to the end, or as far as it goes.
   *
   * @return the report; or a {@link RunFolderException} if the journal could not be written before
   *     any step had run, an {@link AnsibleUnavailableException} if Ansible could not be started
   *     for any step
   */
  CompletableFuture<RestartReport> go() {
    ports.listener().runStarted(journal.runId(), plan);
    stop.watch(stopAsked);
    renewLeaseLater();
    safely(this::proceed);
    return end;
  }

  private void proceed() {
    if (end.isDone()) {
      return;
    }
    beginWhatIsReady();
    if (!progress.isAnyRunning()) {
      finish();
    } else {
      prepareWhatComesNext();
    }
  }

  /** Whatever it throws, who is not told of it waits for ever. */
  private void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      stop.unwatch(stopAsked);
      end.completeExceptionally(e);
    }
  }

  private void finish() {
    stop.unwatch(stopAsked);
    RestartReport report = report();
    boolean isKept = write(new JournalEntry.Ended(ports.clock().instant(), report.status()));
    if (report.isDone() && !isKept) {
      report = report();
    }
    if (problem != null && progress.nothingWasRun()) {
      throw isNew && problem instanceof RunFolderException full ? full.beforeAnyStep() : problem;
    }
    journal.keep(report);
    ports.listener().runEnded(report);
    end.complete(report);
  }

  private void renewLeaseLater() {
    loop.executeAfter(LEASE_RENEWAL, () -> safely(this::renewLease));
  }

  private void renewLease() {
    if (!end.isDone()) {
      keepLease();
      renewLeaseLater();
    }
  }

  /**
   * Steps that succeeded before are done; of one that was only begun, its events tell. Whatever a
   * step left running is ended.
   */
  void takeUpWhatWasBegun() {
    JournaledSteps journaled = JournaledSteps.of(journal.entries());
    for (Step step : plan.steps()) {
      Optional<PlaybookOutcome> unseen =
          journaled.everBegun().contains(step.id())
              ? ports.runner().recover(runOf(step))
              : Optional.empty();
      boolean isDone = journaled.done().contains(step.id());
      if (journaled.open().contains(step.id())
          && unseen.filter(PlaybookOutcome::isSuccess).isPresent()) {
        write(new JournalEntry.Done(ports.clock().instant(), step.id()));
        isDone = true;
      }
      if (isDone) {
        progress.wasDoneBefore(step);
      }
    }
  }

  private void beginWhatIsReady() {
    obeyStop();
    for (Step step : plan.steps()) {
      if (halt.isEmpty()
          && progress.canBegin(step)
          && write(new JournalEntry.Intended(ports.clock().instant(), step.id()))) {
        begin(step);
      }
    }
  }

  private void prepareWhatComesNext() {
    for (Step step : plan.steps()) {
      if (halt.isEmpty() && progress.comesNext(step)) {
        ready.prepare(step);
      }
    }
  }

  private void begin(Step step) {
    Instant since = ports.clock().instant();
    ports.listener().stepStarted(step);
    RunHandle run = ready.begin(step, event -> ports.listener().event(step, event));
    progress.hasBegun(step, run, since);
    run.outcome()
        .whenComplete(
            (outcome, failure) ->
                loop.execute(() -> safely(() -> ended(step, outcome(outcome, failure)))));
  }

  private PlaybookOutcome outcome(@Nullable PlaybookOutcome outcome, @Nullable Throwable failure) {
    if (outcome != null) {
      return outcome;
    }
    problem =
        failure instanceof RuntimeException known
            ? known
            : new IllegalStateException("the step broke: " + failure, failure);
    return new PlaybookOutcome.NotStarted(String.valueOf(problem.getMessage()));
  }

  private void ended(Step step, PlaybookOutcome outcome) {
    if (end.isDone()) {
      return; // The walk broke before.
    }
    end(step, outcome);
    if (keepLease() instanceof RunLease.Grant.Unknown unknown && isTreatment()) {
      halt("nobody can tell whether it still has the lease: " + unknown.reason());
    }
    proceed();
  }

  private PlaybookRun runOf(Step step) {
    return runs.of(step, journal.stepFolder(step.id()), ports.lease().token());
  }

  private void end(Step step, PlaybookOutcome outcome) {
    Instant now = ports.clock().instant();
    Instant since = progress.stopsRunning(step).orElse(now);
    boolean success = outcome.isSuccess();
    StepReport report =
        new StepReport(
            step,
            success ? StepReport.Status.DONE : StepReport.Status.FAILED,
            Optional.of(since),
            Duration.between(since, now),
            Optional.of(outcome));
    progress.hasEnded(report);
    if (success && write(new JournalEntry.Done(now, step.id()))) {
      progress.hasSucceeded(step);
    }
    outcome
        .cause()
        .ifPresent(
            cause -> {
              write(new JournalEntry.Failed(now, step.id(), cause, outcome.summary()));
              halt("'" + step.play() + "' did not succeed");
            });
    ports.listener().stepEnded(report);
  }

  private void obeyStop() {
    if (stop.level() != StopSignal.Level.NONE) {
      halt("it was asked to stop");
    }
    if (stop.level() == StopSignal.Level.NOW) {
      progress.endWhatRuns();
    }
  }

  private RunLease.Grant keepLease() {
    RunLease.Grant grant = ports.lease().keep();
    HeldLease.howOvertaken(grant).ifPresent(this::onOvertaken);
    return grant;
  }

  private void onOvertaken(String how) {
    halt(how);
    if (isTreatment()) {
      progress.endWhatRuns(); // Another monitor goes on with it.
    }
  }

  private boolean isTreatment() {
    return journal.record().request().job().isTreatment();
  }

  private void halt(String reason) {
    if (halt.isEmpty()) {
      halt = Optional.of(reason);
    }
  }

  private boolean write(JournalEntry entry) {
    try {
      journal.append(entry);
      return true;
    } catch (RunFolderException e) {
      problem = e;
      halt("its journal cannot be written");
      return false;
    }
  }

  private RestartReport report() {
    return new WalkResult(
            progress.reports(),
            progress.isComplete(),
            stop.level() == StopSignal.Level.NOW,
            halt.orElse("a step is missing"),
            Optional.ofNullable(problem))
        .report(journal.runId());
  }
}
