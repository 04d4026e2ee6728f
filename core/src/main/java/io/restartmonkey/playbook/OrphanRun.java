package io.restartmonkey.playbook;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * Processes of a run that are at work.
 *
 * @param runId the run
 * @param processes their ids, in ascending order
 */
public record OrphanRun(String runId, List<Long> processes) {
  public OrphanRun {
    processes = processes.stream().sorted().toList();
  }

  /** One phrase for an operator. */
  @Override
  public String toString() {
    return "Ansible of run %s is at work (process %s)"
        .formatted(runId, processes.stream().map(String::valueOf).collect(joining(", ")));
  }
}
