package io.restartmonkey.playbook;

import io.restartmonkey.plan.ContentContract.Roles;
import io.restartmonkey.plan.FailureCause;
import java.util.Comparator;

/** Finds who is to blame for what is no success. */
final class Causes {
  private Causes() {}

  static FailureCause of(PlaybookOutcome outcome) {
    if (outcome instanceof PlaybookOutcome.NotStarted) {
      return FailureCause.NOT_STARTED;
    } else if (outcome instanceof PlaybookOutcome.CutOff cut) {
      return cut.late() ? FailureCause.DEADLINE : FailureCause.CUT_OFF;
    } else if (outcome instanceof PlaybookOutcome.Failed failed
        && failed.exitCode() == 0
        && failed.hosts().values().stream().allMatch(Causes::wasIdle)) {
      return FailureCause.NOT_STARTED;
    }
    return outcome.hosts().values().stream()
        .filter(host -> !host.isOk())
        .map(Causes::of)
        .max(Comparator.naturalOrder())
        .orElse(FailureCause.CUT_OFF);
  }

  private static boolean wasIdle(HostOutcome host) {
    return host.state() == HostOutcome.State.NOT_ATTEMPTED;
  }

  /** Ansible names a task after its role: {@code traffic : Drain the server}. */
  private static FailureCause of(HostOutcome host) {
    if (host.state() == HostOutcome.State.NOT_ATTEMPTED) {
      return FailureCause.CUT_OFF; // Ansible came to an end without it, for another host's reason.
    } else if (host.task().startsWith(Roles.PREFLIGHT + " : ")) {
      return FailureCause.NOT_STARTED;
    } else if (host.task().startsWith(Roles.TRAFFIC + " : ")) {
      return FailureCause.TRAFFIC;
    } else if (host.task().startsWith(Roles.PROVIDER_PREFIX)) {
      return FailureCause.PROVIDER;
    }
    return host.state() == HostOutcome.State.UNREACHABLE
        ? FailureCause.UNREACHABLE
        : FailureCause.SERVER;
  }
}
