package io.restartmonkey.simulation;

import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** A run of a playbook: task after task, until one fails or it is killed. */
final class PlaybookProcess {
  private static final HostOutcome WELL = new HostOutcome(HostOutcome.State.OK, "", "");

  /**
   * A task.
   *
   * @param name with its role, as Ansible names it
   * @param takes how long it takes, asked when it begins
   * @param act what it does at the end of that time; what went wrong
   */
  record Task(String name, Supplier<Duration> takes, Supplier<Optional<HostOutcome>> act) {}

  static final long NO_TOKEN = Long.MAX_VALUE;

  private final PlaybookRun run;
  private final MachineProcess launcher;
  private final Machine machine;
  private final World world;
  private final Queue<Task> tasks;
  private final CompletableFuture<PlaybookOutcome> outcome = new CompletableFuture<>();
  private final Duration deadline;
  private boolean over;

  PlaybookProcess(
      PlaybookRun run,
      MachineProcess launcher,
      World world,
      Function<PlaybookProcess, List<Task>> tasks) {
    this.run = run;
    this.launcher = launcher;
    this.machine = launcher.machine();
    this.world = world;
    this.deadline = world.queue().wall().plus(run.deadline());
    this.tasks = new ArrayDeque<>(tasks.apply(this));
  }

  PlaybookRun run() {
    return run;
  }

  /** What began it; it may be dead. */
  MachineProcess launcher() {
    return launcher;
  }

  Machine machine() {
    return machine;
  }

  String runId() {
    return String.valueOf(run.folder().getName(2));
  }

  String stepId() {
    return String.valueOf(run.folder().getFileName());
  }

  CompletableFuture<PlaybookOutcome> outcome() {
    return outcome;
  }

  boolean isOver() {
    return over;
  }

  /** A variable of the run, as text. */
  String text(String variable) {
    return String.valueOf(run.variables().get(variable));
  }

  /** Whether a variable of the run is set to true. */
  boolean flag(String variable) {
    return Boolean.TRUE.equals(run.variables().get(variable));
  }

  /** By which servers tell an older run from a newer one; one without it is never too old. */
  long token() {
    return run.variables().get("preflight_fence_token") instanceof Long number ? number : NO_TOKEN;
  }

  void begin() {
    machine.begun(this);
    goOn();
  }

  /** Ends it where it is. */
  void kill(String why) {
    if (!over) {
      over = true;
      machine.killed(this);
      world.trace().say("%s %s is killed: %s".formatted(runId(), stepId(), why));
      outcome.complete(new PlaybookOutcome.CutOff(why, false, hosts(Optional.empty())));
    }
  }

  private void goOn() {
    Task task = tasks.poll();
    if (task == null) {
      end(new PlaybookOutcome.Succeeded(hosts(Optional.of(WELL))));
      return;
    }
    Duration takes = task.takes.get();
    Duration left = deadline.minus(world.queue().wall());
    world
        .queue()
        .after(
            takes.compareTo(left) < 0 ? takes : left,
            () ->
                machine.performTask(takes.compareTo(left) < 0 ? () -> perform(task) : this::late));
  }

  private void perform(Task task) {
    if (over) {
      return;
    }
    Optional<HostOutcome> failure =
        world.failsAt(task.name)
            ? Optional.of(new HostOutcome(HostOutcome.State.FAILED, task.name, "it fails today"))
            : task.act.get();
    if (failure.isPresent()) {
      world
          .trace()
          .say(
              "%s %s fails at %s: %s"
                  .formatted(runId(), stepId(), task.name, failure.get().message()));
      end(new PlaybookOutcome.Failed(hosts(failure), 2));
    } else {
      goOn();
    }
  }

  private void late() {
    if (!over) {
      end(new PlaybookOutcome.CutOff("past its deadline", true, hosts(Optional.empty())));
    }
  }

  private void end(PlaybookOutcome how) {
    over = true;
    machine.ended(this, how);
    outcome.complete(how);
  }

  private Map<String, HostOutcome> hosts(Optional<HostOutcome> all) {
    Map<String, HostOutcome> hosts = new HashMap<>();
    HostOutcome one = all.orElse(new HostOutcome(HostOutcome.State.NOT_ATTEMPTED, "", ""));
    run.targets().forEach(target -> hosts.put(target, one));
    return hosts;
  }
}
