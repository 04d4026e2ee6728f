package io.restartmonkey.monitor;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.internal.decision.DeferredAttempts;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.MonitorState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sees to treatments: begins one at a time on the worker, takes note of its end, and settles those
 * whose end nobody saw. For one thread.
 */
final class Treatments {
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final RestartMonkey monkey;
  private final MonitorPolicy policy;
  private final MonitorPorts ports;
  private final StopSignal stop = new StopSignal();
  private final DeferredAttempts obstacles = new DeferredAttempts();
  private @Nullable TreatmentRun running;
  private Optional<String> unsettled = Optional.empty();
  private long settleAgainAt = Long.MIN_VALUE;

  Treatments(RestartMonkey monkey, MonitorPolicy policy, MonitorPorts ports) {
    this.monkey = monkey;
    this.policy = policy;
    this.ports = ports;
  }

  void begin(Action action) {
    GuardPolicy guards = policy.guards();
    RestartRequest request =
        RestartRequest.of(new Job.Treatment(action))
            .withStepDeadline(policy.stepDeadline())
            .withFreshness(policy.freshness())
            .withLocalAllowed(policy.localAllowed())
            .withVariables(
                Map.of(Variables.TRAFFIC_FLOOR, guards.outageAllowed() ? 0 : guards.floor()));
    running = TreatmentRun.begin(action, monkey, request, stop, ports.worker());
  }

  /** The treatment that was begun and has ended since this was asked last. */
  Optional<Action> ended() {
    TreatmentRun last = running;
    if (last == null || !last.isOver()) {
      return Optional.empty();
    }
    running = null;
    Optional<String> problem = last.problem();
    if (problem.isPresent()) {
      obstacles.meet(last.action().server(), problem.get(), ports.ticker().read());
      return Optional.empty();
    }
    obstacles.overcome(last.action().server());
    return Optional.of(last.action());
  }

  /** What is going on. */
  Optional<String> words() {
    return Optional.ofNullable(running).map(TreatmentRun::words);
  }

  boolean isRunning() {
    return running != null;
  }

  DeferredAttempts obstacles() {
    return obstacles;
  }

  /**
   * What is remembered, once everything in it has an end: what is left of treatments that a crash
   * or a full disk cut off is ended first. What comes next is decided as for any other.
   */
  MonitorState settled(List<Condition> conditions) {
    MonitorState past = ports.records().read();
    if (running != null || past.unfinished().isEmpty()) {
      unsettled = Optional.empty();
      return past;
    }
    long nanos = ports.ticker().read();
    if (unsettled.isEmpty() || nanos >= settleAgainAt) {
      settleAgainAt = nanos + RETRY.toNanos();
      unsettled = settle(past.unfinished());
      past = ports.records().read();
    }
    unsettled.ifPresent(
        problem ->
            conditions.add(
                new Condition(
                    "cannot-settle",
                    "what was begun cannot be brought to its end, so nothing is done: "
                        + problem)));
    return past;
  }

  /** Why nothing can be begun for now. */
  Optional<String> unsettled() {
    return unsettled;
  }

  /** Begins nothing more; a step that runs may finish. Waits for it. */
  void close() {
    stop.afterRunningSteps();
    if (running != null) {
      running.problem();
    }
  }

  private Optional<String> settle(List<String> unfinished) {
    StopSignal nothingMore = new StopSignal();
    nothingMore.afterRunningSteps();
    try {
      for (String run : unfinished) {
        monkey.resume(run, nothingMore);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
