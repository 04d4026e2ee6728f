package io.restartmonkey;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.Step;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a step of a plan into a run of its playbook. */
final class Steps {
  private Steps() {}

  /**
   * The run of one step. Its inventory holds the step's targets and the servers of the groups that
   * plays delegate to, nobody else; the preflight role compares {@code preflight_expected_hosts}
   * with the hosts that Ansible found.
   */
  static PlaybookRun run(
      Step step,
      Path folder,
      String runId,
      Inventory live,
      List<String> delegates,
      RestartRequest request) {
    Set<Server> servers = new LinkedHashSet<>(step.targets());
    delegates.forEach(group -> servers.addAll(live.named(group).orElse(List.of())));
    Map<String, Object> variables = new HashMap<>(request.variables());
    variables.put("preflight_expected_hosts", step.targetNames());
    variables.put("preflight_run_id", runId);
    return new PlaybookRun(
        folder,
        step.playbook(),
        live.only(servers),
        step.targetNames(),
        step.tag(),
        variables,
        request.stepDeadline());
  }
}
