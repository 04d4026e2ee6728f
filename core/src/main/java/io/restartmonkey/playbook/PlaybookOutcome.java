package io.restartmonkey.playbook;

import com.google.common.collect.ImmutableSortedMap;
import io.restartmonkey.plan.FailureCause;
import java.util.Map;
import java.util.Optional;

/** How a run of a playbook ended. */
public sealed interface PlaybookOutcome {

  /** How it ended for each target, by name; empty if Ansible did not begin. */
  Map<String, HostOutcome> hosts();

  /**
   * Ansible said 0 and every target is well.
   *
   * @param hosts every target
   */
  record Succeeded(Map<String, HostOutcome> hosts) implements PlaybookOutcome {
    public Succeeded {
      hosts = ImmutableSortedMap.copyOf(hosts);
    }

    @Override
    public String summary() {
      return "all targets ok";
    }
  }

  /**
   * At least one target is not well.
   *
   * @param hosts every target
   * @param exitCode what Ansible said
   * @param reason Ansible's own words where no task failed, such as that a role is missing; may be
   *     empty
   */
  record Failed(Map<String, HostOutcome> hosts, int exitCode, String reason)
      implements PlaybookOutcome {
    public Failed {
      hosts = ImmutableSortedMap.copyOf(hosts);
    }

    /** One that the hosts explain. */
    public Failed(Map<String, HostOutcome> hosts, int exitCode) {
      this(hosts, exitCode, "");
    }

    @Override
    public String summary() {
      String worst = worst(hosts);
      return reason.isEmpty() ? worst : worst + ": " + reason;
    }
  }

  /**
   * The run did not come to its end: past its deadline, interrupted, or killed from outside.
   *
   * @param reason which of these
   * @param late whether it was past its deadline
   * @param hosts every target, as far as it came
   */
  record CutOff(String reason, boolean late, Map<String, HostOutcome> hosts)
      implements PlaybookOutcome {
    public CutOff {
      hosts = ImmutableSortedMap.copyOf(hosts);
    }

    @Override
    public String summary() {
      return reason;
    }
  }

  /**
   * Ansible refused before it touched any server.
   *
   * @param reason in Ansible's words
   */
  record NotStarted(String reason) implements PlaybookOutcome {
    @Override
    public Map<String, HostOutcome> hosts() {
      return Map.of();
    }

    @Override
    public String summary() {
      return reason;
    }
  }

  /** Whether the step that asked for this run succeeded. */
  default boolean isSuccess() {
    return this instanceof Succeeded;
  }

  /**
   * Who is to blame if this is no success; the worst of several hosts.
   *
   * @return empty if it is a success
   */
  default Optional<FailureCause> cause() {
    return isSuccess() ? Optional.empty() : Optional.of(Causes.of(this));
  }

  /** One line for an operator: which host, which task, why. */
  String summary();

  private static String worst(Map<String, HostOutcome> hosts) {
    return hosts.entrySet().stream()
        .filter(entry -> !entry.getValue().isOk())
        .map(entry -> describe(entry.getKey(), entry.getValue()))
        .reduce((one, other) -> one + "; " + other)
        .orElse("Ansible reported a failure, but none of a target");
  }

  private static String describe(String host, HostOutcome outcome) {
    return switch (outcome.state()) {
      case OK -> host + ": ok";
      case FAILED -> "%s failed at '%s': %s".formatted(host, outcome.task(), outcome.message());
      case UNREACHABLE ->
          "%s unreachable at '%s': %s".formatted(host, outcome.task(), outcome.message());
      case NOT_ATTEMPTED ->
          outcome.message().isEmpty()
              ? host + " was not attempted"
              : "no task of the play ran on %s: %s".formatted(host, outcome.message());
    };
  }
}
