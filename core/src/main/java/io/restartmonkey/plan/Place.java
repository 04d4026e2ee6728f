package io.restartmonkey.plan;

/** Where a step is played. */
public enum Place {
  /** On the step's targets. */
  TARGETS,
  /** On the machine that Ansible runs on, which acts for all servers. */
  CONTROL_NODE
}
