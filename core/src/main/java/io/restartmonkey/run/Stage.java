package io.restartmonkey.run;

import io.restartmonkey.plan.ContentContract.Playbooks;

/** A part of a cluster restart; each has its playbook. */
public enum Stage {
  /** Stops all services, by {@link Playbooks#STOP_SERVICES}. */
  STOP(Playbooks.STOP_SERVICES),
  /** Restarts servers and services, with smoke tests, by {@link Playbooks#RESTART_SERVICES}. */
  RESTART(Playbooks.RESTART_SERVICES),
  /** Only tests that all services answer, by {@link Playbooks#SMOKE_TEST}. */
  SMOKE_TEST(Playbooks.SMOKE_TEST);

  private final String playbook;

  Stage(String playbook) {
    this.playbook = playbook;
  }

  /** The customary file name of its playbook. */
  public String playbook() {
    return playbook;
  }
}
