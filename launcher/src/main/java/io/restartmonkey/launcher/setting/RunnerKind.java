package io.restartmonkey.launcher.setting;

/** How playbooks are run. */
public enum RunnerKind {
  /** One process imports Ansible once and forks for each run. */
  WARM,
  /** Each run imports Ansible anew. */
  PLAIN
}
