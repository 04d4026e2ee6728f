package io.restartmonkey.run;

/** A part of a cluster restart; each has its playbook. */
public enum Stage {
  /** Stops all services, by {@code stopservices.yaml}. */
  STOP("stopservices.yaml"),
  /** Restarts servers and services, with smoke tests, by {@code restartservices.yaml}. */
  RESTART("restartservices.yaml"),
  /** Only tests that all services answer, by {@code smoketest.yaml}. */
  SMOKE_TEST("smoketest.yaml");

  private final String playbook;

  Stage(String playbook) {
    this.playbook = playbook;
  }

  /** The customary file name of its playbook. */
  public String playbook() {
    return playbook;
  }
}
