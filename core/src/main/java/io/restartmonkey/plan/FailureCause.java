package io.restartmonkey.plan;

/**
 * Where the cause of a step's failure lies, as far as Ansible's events tell; the worst comes last.
 */
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
  SERVER
}
