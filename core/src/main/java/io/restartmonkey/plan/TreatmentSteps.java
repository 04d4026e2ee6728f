package io.restartmonkey.plan;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.Variables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the steps of a treatment of one server.
 *
 * @param playbooks the folder of the playbooks
 * @param name the server's name
 * @param server the server, if it is registered
 * @param cluster the cluster's name
 */
record TreatmentSteps(Path playbooks, String name, Optional<Server> server, String cluster) {

  Step restart(String how, String play) {
    return onServer(
        "01-restart-server", Playbooks.RESTART_SERVER, play, Map.of(Variables.RESTART_HOW, how));
  }

  Step restartAgent() {
    return onServer(
        "01-restart-agent", Playbooks.RESTART_AGENT, "Restart the agent of " + name, Map.of());
  }

  Step add(String newName, String like, boolean surge) {
    return onControlNode(
        "01-add-server",
        Playbooks.ADD_SERVER,
        "Add " + newName + ", like " + like,
        Map.of(
            Variables.SERVER_NAME,
            newName,
            Variables.SERVER_LIKE,
            like,
            Variables.SERVER_SURGE,
            surge),
        Optional.empty(),
        Optional.of(newName));
  }

  Step retire(String id, boolean isReplaced, Optional<String> provider) {
    return onControlNode(
        id,
        Playbooks.RETIRE_SERVER,
        "Retire " + name,
        isReplaced
            ? Map.of(Variables.TARGET, name, Variables.RETIRE_ALLOW_LAST, true)
            : Map.<String, Object>of(Variables.TARGET, name),
        provider,
        Optional.empty());
  }

  private Step onServer(String id, String playbook, String play, Map<String, Object> own) {
    Map<String, Object> variables = variables(own, Optional.empty());
    variables.put(Variables.TARGET, name);
    return step(id, playbook, play, variables, Place.TARGETS, Optional.empty());
  }

  private Step onControlNode(
      String id,
      String playbook,
      String play,
      Map<String, Object> own,
      Optional<String> provider,
      Optional<String> made) {
    return step(id, playbook, play, variables(own, provider), Place.CONTROL_NODE, made);
  }

  private Map<String, Object> variables(Map<String, Object> own, Optional<String> provider) {
    Map<String, Object> variables = new TreeMap<>(own);
    variables.put(Variables.CLUSTER_NAME, cluster);
    server
        .map(Server::provider)
        .or(() -> provider)
        .ifPresent(p -> variables.put(Variables.PROVIDER, p));
    return variables;
  }

  private Step step(
      String id,
      String playbook,
      String play,
      Map<String, Object> variables,
      Place place,
      Optional<String> made) {
    return new Step(
        id,
        playbooks.resolve(playbook),
        play,
        name,
        server.map(List::of).orElse(List.of()),
        Optional.empty(),
        Set.of(),
        variables,
        place,
        made);
  }
}
