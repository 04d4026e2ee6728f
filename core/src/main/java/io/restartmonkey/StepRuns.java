package io.restartmonkey;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.Place;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.run.RestartRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns the steps into runs of their playbooks.
 *
 * @param request what was asked
 * @param cluster its name, which the token is of
 * @param live the running servers, and the delegates
 * @param delegates groups whose servers are in every inventory, because plays delegate to them
 */
record StepRuns(RestartRequest request, String cluster, Inventory live, List<String> delegates) {

  /**
   * The run of one step. Its inventory holds all running servers and those of the delegates. So
   * plays find in {@code groups} and {@code hostvars} whom bare Ansible finds there. The limit
   * keeps the play on the step's targets. The treatment of one server gets that server and the
   * delegates only, as a cluster may be large. The preflight role compares {@code
   * preflight_expected_hosts} with the hosts that Ansible found.
   *
   * @param token of the lease, by which a playbook can tell this run from a newer one; empty if it
   *     has none
   */
  PlaybookRun of(Step step, Path folder, OptionalLong token) {
    Map<String, Object> variables = new HashMap<>(request.variables());
    variables.putAll(step.variables());
    token.ifPresent(
        number -> {
          variables.put("preflight_fence_token", number);
          variables.put("preflight_fence_cluster", cluster);
        });
    if (step.place() == Place.TARGETS) {
      variables.put("preflight_expected_hosts", step.targetNames());
    }
    return new PlaybookRun(
        folder,
        step.playbook(),
        inventory(step),
        step.hostNames(),
        step.number().map(n -> new OnePlay(n.number(), n.of(), step.play(), step.hosts())),
        variables,
        request.stepDeadline());
  }

  /** The servers in the inventories of all steps. */
  Set<Server> servers(Plan plan) {
    return plan.steps().stream()
        .flatMap(step -> inventory(step).servers().stream())
        .collect(Collectors.toSet());
  }

  private Inventory inventory(Step step) {
    return step.place() == Place.TARGETS && request.job().isTreatment()
        ? live.only(withDelegates(step))
        : live;
  }

  private Set<Server> withDelegates(Step step) {
    Set<Server> servers = new LinkedHashSet<>(step.targets());
    delegates.forEach(group -> servers.addAll(live.named(group).orElse(List.of())));
    return servers;
  }
}
