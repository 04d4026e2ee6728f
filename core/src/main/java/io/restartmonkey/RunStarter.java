package io.restartmonkey;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.google.common.base.Joiner;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLoop;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.term.Command;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Begins new runs and continues old ones: plans, opens the journal, and hands both to a {@link
 * RunLifecycle}.
 */
final class RunStarter {
  private final RestartPorts ports;
  private final RequestPlanner planner;

  RunStarter(RestartPorts ports, RequestPlanner planner) {
    this.ports = ports;
    this.planner = planner;
  }

  CompletableFuture<RestartReport> start(RestartRequest request, StopSignal stop, RunLoop loop) {
    ClusterSnapshot snapshot = planner.believed(ports.source().read(), request.localAllowed());
    InventoryTemplate template = planner.template();
    Planning planning = planner.plan(request, snapshot, template);
    if (planning instanceof Planning.Refused refused) {
      return completedFuture(RestartReport.refused(refused.reasons()));
    }
    Plan plan = ((Planning.Ready) planning).plan();
    refuseIfOpen(); // The Ansible of a run at work is no leftover.
    refuseLeftoversBut("");
    ClusterSnapshot needed =
        request.job().isTreatment()
            ? snapshot.only(runs(request, plan, snapshot, template).servers(plan))
            : snapshot;
    RunJournal journal =
        begun(new RunRecord(request, plan, needed, template.text(), ports.clock().instant()));
    return RunLifecycle.afterwards(
        journal::close,
        () ->
            undertake(
                journal,
                ports.source().isLive(),
                stop,
                checks(request, plan, snapshot, template, stop),
                loop));
  }

  CompletableFuture<RestartReport> resume(String runId, StopSignal stop, RunLoop loop) {
    RunJournal journal = ports.journals().reopen(runId);
    return RunLifecycle.afterwards(
        journal::close,
        () -> {
          refuseLeftoversBut(runId);
          Resumption resumption = new Resumption(journal, ports.journals());
          Optional<Refusal> refusal = resumption.refusal();
          if (refusal.isPresent()) {
            return completedFuture(RestartReport.refused(List.of(refusal.get())));
          }
          RunRecord record = journal.record();
          Optional<Preflight> checks =
              resumption.needsChecks()
                  ? checks(
                      record.request(), record.plan(), record.snapshot(), template(record), stop)
                  : Optional.empty();
          return undertake(
              journal, checks.isPresent() && ports.source().isLive(), stop, checks, loop);
        });
  }

  private void refuseIfOpen() {
    try {
      ports.journals().refuseIfOpen();
    } catch (RunFolderException e) {
      throw e.beforeAnyStep();
    }
  }

  private RunJournal begun(RunRecord record) {
    try {
      return ports.journals().begin(record);
    } catch (RunFolderException e) {
      throw e.beforeAnyStep();
    }
  }

  /**
   * What is asked before anything is touched. A server in trouble does not wait for that: its
   * playbook is checked as it is run.
   */
  private Optional<Preflight> checks(
      RestartRequest request,
      Plan plan,
      ClusterSnapshot snapshot,
      InventoryTemplate template,
      StopSignal stop) {
    return request.job().isTreatment()
        ? Optional.empty()
        : Optional.of(
            new Preflight(
                planner,
                request,
                planner.asked(request, plan, snapshot, template),
                stop,
                ports.listener()::noted));
  }

  private CompletableFuture<RestartReport> undertake(
      RunJournal journal,
      boolean leaseMustBeKnown,
      StopSignal stop,
      Optional<Preflight> checks,
      RunLoop loop) {
    RunRecord record = journal.record();
    RunLease inheriting = new InheritingLease(ports.lease(), ports.journals());
    StepRuns runs = runs(record.request(), record.plan(), record.snapshot(), template(record));
    HeldLease held = new HeldLease(inheriting, journal.runId());
    Walk walk =
        new Walk(
            journal,
            runs,
            new WalkPorts(ports.runner(), held, ports.listener(), ports.clock()),
            stop,
            loop);
    return new RunLifecycle(journal, walk, held, ports.clock(), leaseMustBeKnown).go(checks, loop);
  }

  private StepRuns runs(
      RestartRequest request, Plan plan, ClusterSnapshot snapshot, InventoryTemplate template) {
    return new StepRuns(
        request,
        snapshot.cluster(),
        planner.servers(request, plan, snapshot, template),
        ports.content().delegates());
  }

  /** As it was when the run began: steps that are done and those to come are of one inventory. */
  private InventoryTemplate template(RunRecord record) {
    return InventoryTemplate.of(ports.content().template(), record.template());
  }

  /** Ansible of a dead launcher must not act beside this run; its own is ended on resuming. */
  private void refuseLeftoversBut(String resumed) {
    List<OrphanRun> others =
        ports.runner().leftovers(ports.journals().folder()).stream()
            .filter(leftover -> !leftover.runId().equals(resumed))
            .filter(leftover -> ports.journals().isRun(leftover.runId())) // Others change nothing.
            .toList();
    if (!others.isEmpty()) {
      throw new RunInProgressException(
          "%s; wait for its end, or end it and continue with: %s"
              .formatted(Joiner.on("; ").join(others), Command.RESUME.with(others.get(0).runId())));
    }
  }
}
