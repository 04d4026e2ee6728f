package io.restartmonkey;

import static com.google.common.base.Preconditions.checkState;
import static java.util.concurrent.CompletableFuture.completedFuture;

import com.google.common.base.Joiner;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLoop;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.term.Command;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Restarts a cluster in the order that its playbooks define.
 *
 * <ol>
 *   <li>Read the cluster once.
 *   <li>Plan: which play on which running servers, after which others; or refuse, with all reasons.
 *   <li>Open a journal, take the cluster's lease, and ask Ansible and the servers whether they are
 *       willing.
 *   <li>Walk the plan, one Ansible run for each step, independent steps side by side.
 *   <li>Report. What was stopped half-way is gone on with by {@link #resume}.
 * </ol>
 *
 * <p>Immutable and thread-safe; two runs at once are refused.
 */
public final class RestartMonkey {
  private final ClusterSource source;
  private final Content content;
  private final PlaybookRunner runner;
  private final RunJournals journals;
  private final RunLease lease;
  private final RunListener listener;
  private final Clock clock;
  private final RequestPlanner planner;

  private RestartMonkey(Builder builder) {
    this.source = required("source", builder.source);
    this.content = required("content", builder.content);
    this.runner = required("runner", builder.runner);
    this.journals = required("journals", builder.journals);
    this.lease = required("lease", builder.lease);
    this.listener = new SafeListener(builder.listener);
    this.clock = builder.clock;
    this.planner = new RequestPlanner(content, runner, builder.isHere);
  }

  /** Begins to put one together. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Says what {@link #run} would do, and touches nothing.
   *
   * @throws ClusterUnreachableException if the state of the cluster cannot be read
   * @throws io.restartmonkey.plan.PlaybookException if a playbook cannot be read
   * @throws io.restartmonkey.inventory.TemplateException if the template cannot be read
   * @throws AnsibleUnavailableException if a host pattern must be asked of Ansible, and there is
   *     none
   */
  public Planning plan(RestartRequest request) {
    return planner.plan(request, source.read(), planner.template());
  }

  /**
   * Why some remedies can do nothing about servers of a provider, as its role has no tasks for
   * them: {@code power_cycle}, or {@code create} and {@code destroy}.
   */
  public Map<Remedy, String> unable(String provider) {
    return planner.powers().unable(provider);
  }

  /**
   * Does what was asked, and says what became of it.
   *
   * @throws ClusterUnreachableException if the state of the cluster cannot be read
   * @throws io.restartmonkey.plan.PlaybookException if a playbook cannot be read
   * @throws io.restartmonkey.inventory.TemplateException if the template cannot be read
   * @throws RunInProgressException if another run is going on
   * @throws RunFolderException if the journal cannot be written
   * @throws AnsibleUnavailableException if Ansible cannot be started
   */
  public RestartReport run(RestartRequest request) {
    return run(request, new StopSignal());
  }

  /** The same as {@link #run(RestartRequest)}, but can be asked to stop. */
  public RestartReport run(RestartRequest request, StopSignal stop) {
    CallersLoop loop = new CallersLoop();
    return loop.await(start(request, stop, loop), stop::now);
  }

  /**
   * Begins what {@link #run(RestartRequest, StopSignal)} does, and returns when its first steps are
   * begun, or what must be asked before them. Until then it throws as that does; what comes later,
   * comes of the future.
   *
   * @param loop where the rest happens; call this on it
   */
  public CompletableFuture<RestartReport> start(
      RestartRequest request, StopSignal stop, RunLoop loop) {
    ClusterSnapshot snapshot = believed(source.read(), request.hereAllowed());
    InventoryTemplate template = planner.template();
    Planning planning = planner.plan(request, snapshot, template);
    if (planning instanceof Planning.Refused refused) {
      return completedFuture(RestartReport.refused(refused.reasons()));
    }
    Plan plan = ((Planning.Ready) planning).plan();
    refuseLeftoversBut("");
    ClusterSnapshot needed =
        request.job().isTreatment()
            ? snapshot.only(runs(request, plan, snapshot, template).servers(plan))
            : snapshot;
    RunJournal journal =
        begun(new RunRecord(request, plan, needed, template.text(), clock.instant()));
    return RunLifecycle.afterwards(
        journal::close,
        () ->
            undertake(
                journal,
                source.isLive(),
                stop,
                checks(request, plan, snapshot, template, stop),
                loop));
  }

  /**
   * Goes on with a run that did not come to its end. Steps that succeeded are not repeated; what is
   * left of its processes is ended first. Where no step was begun, everything is asked that is
   * asked before a run. The inventory is that of the template as it was when the run began.
   *
   * <p>Refused is to go on with a run that was refused itself, or after which another one has
   * stopped or started the cluster: what it calls done need not be true any more.
   *
   * @throws RunInProgressException if another run is going on
   * @throws RunFolderException if there is no such run, or its journal cannot be understood
   * @throws AnsibleUnavailableException if Ansible cannot be started
   */
  public RestartReport resume(String runId, StopSignal stop) {
    CallersLoop loop = new CallersLoop();
    return loop.await(resume(runId, stop, loop), stop::now);
  }

  /** The same as {@link #resume(String, StopSignal)}, but cannot be asked to stop. */
  public RestartReport resume(String runId) {
    return resume(runId, new StopSignal());
  }

  /**
   * Begins what {@link #resume(String, StopSignal)} does, and returns when its first steps are
   * begun. Until then it throws as that does; what comes later, comes of the future.
   *
   * @param loop where the rest happens; call this on it
   */
  public CompletableFuture<RestartReport> resume(String runId, StopSignal stop, RunLoop loop) {
    RunJournal journal = journals.reopen(runId);
    return RunLifecycle.afterwards(
        journal::close,
        () -> {
          refuseLeftoversBut(runId);
          Resumption resumption = new Resumption(journal, journals);
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
          return undertake(journal, checks.isPresent() && source.isLive(), stop, checks, loop);
        });
  }

  /**
   * Makes the inventory of the servers that run, as far as the template has their groups.
   *
   * @param freshness how old a heartbeat may be for its server to count as running
   */
  public Inventory runningInventory(Duration freshness) {
    return planner.template().fill(source.read().live(freshness));
  }

  /** Makes the inventory of all registered servers, as far as the template has their groups. */
  public Inventory wholeInventory() {
    return planner.template().fill(source.read().registered());
  }

  /**
   * The playbook runs of a plan as they would be made, for showing their commands.
   *
   * @param request what the plan was made for
   */
  public List<PlaybookRun> preview(RestartRequest request, Plan plan) {
    Inventory targets = planner.template().fill(plan.targets());
    StepRuns runs = new StepRuns(request, "", targets, content.delegates());
    return plan.steps().stream()
        .map(
            step ->
                runs.of(
                    step,
                    journals.folder().resolve("RUN").resolve("steps").resolve(step.id()),
                    OptionalLong.empty()))
        .toList();
  }

  private RunJournal begun(RunRecord record) {
    try {
      return journals.begin(record);
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
                listener::noted));
  }

  private CompletableFuture<RestartReport> undertake(
      RunJournal journal,
      boolean leaseMustBeKnown,
      StopSignal stop,
      Optional<Preflight> checks,
      RunLoop loop) {
    RunRecord record = journal.record();
    RunLease inheriting = new InheritingLease(lease, journals);
    StepRuns runs = runs(record.request(), record.plan(), record.snapshot(), template(record));
    HeldLease held = new HeldLease(inheriting, journal.runId());
    Walk walk = new Walk(journal, runs, new WalkPorts(runner, held, listener, clock), stop, loop);
    return new RunLifecycle(journal, walk, held, clock, leaseMustBeKnown).go(checks, loop);
  }

  /** What can be believed of a snapshot on this machine; the rest counts as refused. */
  public ClusterSnapshot believed(ClusterSnapshot snapshot, boolean hereAllowed) {
    return planner.believed(snapshot, hereAllowed);
  }

  private StepRuns runs(
      RestartRequest request, Plan plan, ClusterSnapshot snapshot, InventoryTemplate template) {
    return new StepRuns(
        request,
        snapshot.cluster(),
        planner.servers(request, plan, snapshot, template),
        content.delegates());
  }

  /** As it was when the run began: steps that are done and those to come are of one inventory. */
  private InventoryTemplate template(RunRecord record) {
    return InventoryTemplate.of(content.template(), record.template());
  }

  /** Ansible of a dead launcher must not act beside this run; its own is ended on resuming. */
  private void refuseLeftoversBut(String resumed) {
    List<OrphanRun> others =
        runner.leftovers(journals.folder()).stream()
            .filter(leftover -> !leftover.runId().equals(resumed))
            .filter(leftover -> journals.isRun(leftover.runId())) // Others change nothing.
            .toList();
    if (!others.isEmpty()) {
      throw new RunInProgressException(
          "%s; wait for its end, or end it and continue with: %s"
              .formatted(Joiner.on("; ").join(others), Command.RESUME.with(others.get(0).runId())));
    }
  }

  private static <T> T required(String what, @Nullable T value) {
    checkState(value != null, "a RestartMonkey needs a %s", what);
    return value;
  }

  /** Puts a {@link RestartMonkey} together. Source, content, runner, journals, lease: required. */
  public static final class Builder {
    private @Nullable ClusterSource source;
    private @Nullable Content content;
    private @Nullable PlaybookRunner runner;
    private @Nullable RunJournals journals;
    private @Nullable RunLease lease;
    private RunListener listener = new RunListener() {};
    private Clock clock = Clock.systemUTC();
    private Predicate<Server> isHere = new LocalMachine();

    private Builder() {}

    /** Where the state of the cluster is read from. */
    public Builder source(ClusterSource value) {
      source = value;
      return this;
    }

    /** The playbooks and the inventory template. */
    public Builder content(Content value) {
      content = value;
      return this;
    }

    /** What runs playbooks. */
    public Builder runner(PlaybookRunner value) {
      runner = value;
      return this;
    }

    /** Where runs are recorded. */
    public Builder journals(RunJournals value) {
      journals = value;
      return this;
    }

    /** What keeps other runs off the same cluster. */
    public Builder lease(RunLease value) {
      lease = value;
      return this;
    }

    /** Who hears how runs go on; default nobody. */
    public Builder listener(RunListener value) {
      listener = value;
      return this;
    }

    /** The clock of journals and reports; default the system's. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /** How to recognise the machine that this runs on; default by its names and addresses. */
    public Builder isHere(Predicate<Server> value) {
      isHere = value;
      return this;
    }

    /**
     * Puts it together.
     *
     * @throws IllegalStateException if something required is missing
     */
    public RestartMonkey build() {
      return new RestartMonkey(this);
    }
  }
}
