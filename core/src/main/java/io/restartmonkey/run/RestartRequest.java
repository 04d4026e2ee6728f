package io.restartmonkey.run;

import io.restartmonkey.cluster.ClusterSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to do with a cluster. Immutable.
 *
 * @param job what
 * @param variables extra variables for every playbook, of JSON types
 * @param stepDeadline how long one step may take; default 15 minutes
 * @param freshness how old a heartbeat may be for its server to count as running; default 10 s
 * @param localAllowed whether the machine that this runs on may be a target; default no
 */
public record RestartRequest(
    Job job,
    Map<String, Object> variables,
    Duration stepDeadline,
    Duration freshness,
    boolean localAllowed) {

  /** How long a step may take unless told otherwise: a reboot and a slow service fit well. */
  public static final Duration DEFAULT_STEP_DEADLINE = Duration.ofMinutes(15);

  /**
   * @throws IllegalArgumentException if a duration is not positive, or a variable is nothing that
   *     Ansible could be given: a text, a number, true or false, or a list or map of those
   */
  public RestartRequest {
    requirePositive("step deadline", stepDeadline);
    requirePositive("freshness", freshness);
    variables = Map.copyOf(variables);
    variables.forEach(RestartRequest::requireValue);
  }

  private static void requireValue(String name, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(item -> requireValue(name, item));
    } else if (value instanceof Collection<?> items) {
      items.forEach(item -> requireValue(name, item));
    } else if (value != null
        && !(value instanceof String)
        && !(value instanceof Number)
        && !(value instanceof Boolean)) {
      throw new IllegalArgumentException(
          "variable %s has a %s: it may be a text, a number, true or false, or a list or map of those"
              .formatted(name, value.getClass().getName()));
    }
  }

  /** Asks for these stages, in this order, with all defaults. */
  public static RestartRequest of(Stage... stages) {
    return of(new Job.Stages(List.of(stages)));
  }

  /** Asks for this, with all defaults. */
  public static RestartRequest of(Job job) {
    return new RestartRequest(
        job, Map.of(), DEFAULT_STEP_DEADLINE, ClusterSnapshot.DEFAULT_FRESHNESS, false);
  }

  /** The stages that it asks for; empty if it is about one server. */
  public List<Stage> stages() {
    return job instanceof Job.Stages whole ? whole.stages() : List.of();
  }

  /** Stops the whole cluster in order, then restarts it in order, with smoke tests. */
  public static RestartRequest restartCluster() {
    return of(Stage.STOP, Stage.RESTART);
  }

  /** The same with these extra variables, for example {@code reboot_servers=false}. */
  public RestartRequest withVariables(Map<String, Object> changed) {
    return new RestartRequest(job, changed, stepDeadline, freshness, localAllowed);
  }

  /** The same with this time for each step. */
  public RestartRequest withStepDeadline(Duration changed) {
    return new RestartRequest(job, variables, changed, freshness, localAllowed);
  }

  /** The same with this age at which a heartbeat stops to count. */
  public RestartRequest withFreshness(Duration changed) {
    return new RestartRequest(job, variables, stepDeadline, changed, localAllowed);
  }

  /** The same with the machine that this runs on allowed as a target, or not. */
  public RestartRequest withLocalAllowed(boolean changed) {
    return new RestartRequest(job, variables, stepDeadline, freshness, changed);
  }

  private static void requirePositive(String what, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("the " + what + " must be positive, not " + duration);
    }
  }
}
