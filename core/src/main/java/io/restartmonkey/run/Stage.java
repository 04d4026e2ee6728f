package io.restartmonkey.run;

import java.util.List;

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

  /** Whether nothing is meant to run after these stages. */
  public static boolean endsStopped(List<Stage> stages) {
    return !stages.isEmpty() && stages.get(stages.size() - 1) == STOP;
  }

  /** Whether these only look at services, and neither stop nor start any. */
  public static boolean onlyTest(List<Stage> stages) {
    return stages.equals(List.of(SMOKE_TEST));
  }

  /** The customary file name of its playbook. */
  public String playbook() {
    return playbook;
  }
}
