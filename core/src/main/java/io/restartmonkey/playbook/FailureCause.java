package io.restartmonkey.playbook;

import java.util.Comparator;

/** Where the cause of a step's failure lies, as far as Ansible's events tell. */
public enum FailureCause {
  /** Ansible did not begin or had no task to run, or a check of what was asked refused it. */
  NOT_STARTED,
  /** The run was ended before its end, by a signal or a crash. */
  CUT_OFF,
  /** A task of the role {@code traffic} failed: the proxies, not the server. */
  TRAFFIC,
  /** A task of a role {@code provider_…} failed: who makes servers, not the server. */
  PROVIDER,
  /** The run was not over at its deadline. */
  DEADLINE,
  /** A target could not be reached. */
  UNREACHABLE,
  /** Any other task failed on a target. */
  SERVER;

  /** Who is to blame for an outcome that is no success; the worst of several. */
  public static FailureCause of(PlaybookOutcome outcome) {
    if (outcome instanceof PlaybookOutcome.NotStarted) {
      return NOT_STARTED;
    } else if (outcome instanceof PlaybookOutcome.CutOff cut) {
      return cut.late() ? DEADLINE : CUT_OFF;
    } else if (outcome instanceof PlaybookOutcome.Failed failed
        && failed.exitCode() == 0
        && failed.hosts().values().stream().allMatch(FailureCause::wasIdle)) {
      return NOT_STARTED;
    }
    return outcome.hosts().values().stream()
        .filter(host -> !host.isOk())
        .map(FailureCause::of)
        .max(Comparator.naturalOrder())
        .orElse(CUT_OFF);
  }

  private static boolean wasIdle(HostOutcome host) {
    return host.state() == HostOutcome.State.NOT_ATTEMPTED;
  }

  /** Ansible names a task after its role: {@code traffic : Drain the server}. */
  private static FailureCause of(HostOutcome host) {
    if (host.state() == HostOutcome.State.NOT_ATTEMPTED) {
      return CUT_OFF; // Ansible came to an end without it, for a reason that is another host's.
    } else if (host.task().startsWith("preflight : ")) {
      return NOT_STARTED;
    } else if (host.task().startsWith("traffic : ")) {
      return TRAFFIC;
    } else if (host.task().startsWith("provider_")) {
      return PROVIDER;
    }
    return host.state() == HostOutcome.State.UNREACHABLE ? UNREACHABLE : SERVER;
  }
}
