package io.restartmonkey;

import static com.google.common.base.Preconditions.checkState;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.playbook.AnsibleUnavailableException;
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
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  private final RestartPorts ports;
  private final RequestPlanner planner;
  private final RunStarter starter;

  private RestartMonkey(Builder builder) {
    this.ports =
        new RestartPorts(
            required("source", builder.source),
            required("content", builder.content),
            required("runner", builder.runner),
            required("journals", builder.journals),
            required("lease", builder.lease),
            new SafeListener(builder.listener),
            builder.clock);
    this.planner = new RequestPlanner(ports.content(), ports.runner(), builder.isLocal);
    this.starter = new RunStarter(ports, planner);
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
    return planner.plan(request, ports.source().read(), planner.template());
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
    return starter.start(request, stop, loop);
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
    return starter.resume(runId, stop, loop);
  }

  /**
   * Makes the inventory of the servers that run, as far as the template has their groups.
   *
   * @param freshness how old a heartbeat may be for its server to count as running
   */
  public Inventory runningInventory(Duration freshness) {
    return planner.template().fill(ports.source().read().live(freshness));
  }

  /** Makes the inventory of all registered servers, as far as the template has their groups. */
  public Inventory wholeInventory() {
    return planner.template().fill(ports.source().read().registered());
  }

  /**
   * The playbook runs of a plan, for showing their commands. Their inventories have the servers of
   * the plan only.
   *
   * @param request what the plan was made for
   */
  public List<PlaybookRun> preview(RestartRequest request, Plan plan) {
    Inventory targets = planner.template().fill(plan.targets());
    StepRuns runs = new StepRuns(request, "", targets, ports.content().delegates());
    return plan.steps().stream()
        .map(
            step ->
                runs.of(
                    step,
                    ports.journals().folder().resolve("RUN").resolve("steps").resolve(step.id()),
                    OptionalLong.empty()))
        .toList();
  }

  /** What can be believed of a snapshot on this machine; the rest counts as refused. */
  public ClusterSnapshot believed(ClusterSnapshot snapshot, boolean localAllowed) {
    return planner.believed(snapshot, localAllowed);
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
    private Predicate<Server> isLocal = new LocalMachine();

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
    public Builder isLocal(Predicate<Server> value) {
      isLocal = value;
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
