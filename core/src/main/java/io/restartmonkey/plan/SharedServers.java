package io.restartmonkey.plan;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Multimaps;
import io.restartmonkey.cluster.Server;
import java.util.List;

/**
 * The servers that several steps of one playbook are about.
 *
 * @param playbook where the steps come from
 * @param steps its steps, in their order
 */
record SharedServers(Playbook playbook, List<Step> steps) {
  private static final int MAX_NAMES = 5;

  /** Why such steps run one after another, and what each of them may do again. */
  List<String> notes() {
    ListMultimap<Server, Step> stepsOf = MultimapBuilder.linkedHashKeys().arrayListValues().build();
    steps.forEach(step -> step.targets().forEach(server -> stepsOf.put(server, step)));
    ListMultimap<List<Step>, Server> together =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    Multimaps.asMap(stepsOf).forEach((server, about) -> together.put(about, server));
    return Multimaps.asMap(together).entrySet().stream()
        .filter(entry -> entry.getKey().size() > 1)
        .map(entry -> note(entry.getKey(), entry.getValue()))
        .toList();
  }

  private String note(List<Step> about, List<Server> shared) {
    return "%s: steps %s share %s, so they run one after another; as with ansible-playbook, each of them that reboots reboots it again"
        .formatted(
            playbook.file(), about.stream().map(Step::id).collect(joining(", ")), names(shared));
  }

  private static String names(List<Server> servers) {
    String first = servers.stream().limit(MAX_NAMES).map(Server::name).collect(joining(", "));
    int more = servers.size() - MAX_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
