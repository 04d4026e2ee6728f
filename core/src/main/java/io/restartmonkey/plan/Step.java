package io.restartmonkey.plan;

import io.restartmonkey.cluster.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One play on explicit servers, or a whole playbook about one server: what one Ansible run does.
 *
 * @param id unique in its plan, sorts in the plan's order, fit for a folder's name
 * @param playbook the playbook to run
 * @param play the play's name
 * @param hosts the play's host pattern, for a message
 * @param targets the servers that it is about; never empty where it is played on them
 * @param number which play of its playbook it is; empty = all plays that have a target
 * @param after the ids of the steps that must have succeeded before
 * @param variables extra variables of this step alone, of JSON types
 * @param place where it is played
 * @param made the name of the server that it makes, if any; it is played on that one too
 */
public record Step(
    String id,
    Path playbook,
    String play,
    String hosts,
    List<Server> targets,
    Optional<PlayNumber> number,
    Set<String> after,
    Map<String, Object> variables,
    Place place,
    Optional<String> made) {

  /** The name that Ansible gives to the machine it runs on. */
  public static final String CONTROL_NODE = "localhost";

  /**
   * @throws IllegalArgumentException if there is no target: Ansible would take all hosts
   */
  public Step {
    if (targets.isEmpty() && place == Place.TARGETS) {
      throw new IllegalArgumentException("step " + id + " has no target");
    }
    targets = List.copyOf(targets);
    after = Set.copyOf(after);
    variables = Map.copyOf(variables);
  }

  /** A step on its targets, without variables of its own. */
  public Step(
      String id,
      Path playbook,
      String play,
      String hosts,
      List<Server> targets,
      Optional<PlayNumber> number,
      Set<String> after) {
    this(
        id,
        playbook,
        play,
        hosts,
        targets,
        number,
        after,
        Map.of(),
        Place.TARGETS,
        Optional.empty());
  }

  /** The same, to be begun only after another. */
  Step withAfter(String other) {
    return new Step(
        id, playbook, play, hosts, targets, number, Set.of(other), variables, place, made);
  }

  /** The names of the hosts that Ansible plays it on. */
  public List<String> hostNames() {
    return place == Place.CONTROL_NODE
        ? Stream.concat(Stream.of(CONTROL_NODE), made.stream()).toList()
        : targetNames();
  }

  /** The names of the targets, in the order in which Ansible shall take them. */
  public List<String> targetNames() {
    return targets.stream().map(Server::name).toList();
  }
}
