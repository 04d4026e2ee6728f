package io.restartmonkey.plan;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Splitter;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.Graphs;
import com.google.common.graph.ImmutableGraph;
import com.google.common.graph.MutableGraph;
import io.restartmonkey.cluster.Server;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which play of one playbook waits for which: an edge leads from a play's index to that of one that
 * must run after it.
 *
 * <ol>
 *   <li>{@code run_after} names groups; it stands for every play whose hosts name that group.
 *   <li>A play without {@code run_after} waits for all plays above it, as in Ansible.
 *   <li>A cycle, an unknown group, and a play above one that it must run after are refused.
 *   <li>Of two plays that share a server, the lower one waits for the upper one. As every wait
 *       leads downwards by then, this makes no cycle.
 * </ol>
 */
final class PlayGraph {
  private static final Splitter NAMES = Splitter.onPattern("[,:]").trimResults().omitEmptyStrings();
  private static final Pattern SUBSCRIPT = Pattern.compile("\\[[^\\]]*\\]");

  private final List<Play> plays;
  private final List<Refusal> refusals = new ArrayList<>();
  private final ImmutableGraph<Integer> edges;

  PlayGraph(List<Play> plays) {
    this.plays = List.copyOf(plays);
    this.edges = build();
    cycle().ifPresentOrElse(refusals::add, this::refuseImpossibleOrder);
  }

  private PlayGraph(List<Play> plays, ImmutableGraph<Integer> edges) {
    this.plays = plays;
    this.edges = edges;
  }

  /**
   * The same, with plays that share a server one after another. To be asked of a graph that refuses
   * nothing.
   *
   * @param targets the servers of each play
   */
  PlayGraph apart(List<? extends Collection<Server>> targets) {
    MutableGraph<Integer> builder = Graphs.copyOf(edges);
    for (int lower = 1; lower < plays.size(); lower++) {
      for (int upper = lower - 1; upper >= 0; upper--) {
        if (!Collections.disjoint(targets.get(upper), targets.get(lower))
            && !Graphs.reachableNodes(builder, upper).contains(lower)) {
          builder.putEdge(upper, lower);
        }
      }
    }
    return new PlayGraph(plays, ImmutableGraph.copyOf(builder));
  }

  List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** The indexes of the plays that {@code play} waits for. */
  Set<Integer> before(int play) {
    return edges.predecessors(play);
  }

  /** The indexes of the plays that nothing waits for. */
  List<Integer> last() {
    return edges.nodes().stream().filter(play -> edges.successors(play).isEmpty()).toList();
  }

  private ImmutableGraph<Integer> build() {
    MutableGraph<Integer> builder = GraphBuilder.directed().allowsSelfLoops(true).build();
    for (int i = 0; i < plays.size(); i++) {
      builder.addNode(i);
      Optional<List<String>> runAfter = plays.get(i).runAfter();
      if (runAfter.isEmpty()) {
        int waiting = i;
        List<Integer> above = IntStream.range(0, i).boxed().toList();
        above.stream()
            .filter(play -> builder.successors(play).stream().noneMatch(above::contains))
            .forEach(play -> builder.putEdge(play, waiting));
      }
      for (String group : runAfter.orElse(List.of())) {
        int waiting = i;
        List<Integer> awaited = playsOf(group);
        awaited.forEach(before -> builder.putEdge(before, waiting));
        if (awaited.isEmpty()) {
          refusals.add(unknownGroup(plays.get(i), group));
        }
      }
    }
    return ImmutableGraph.copyOf(builder);
  }

  private List<Integer> playsOf(String group) {
    return IntStream.range(0, plays.size())
        .filter(i -> names(plays.get(i)).contains(group))
        .boxed()
        .toList();
  }

  /** The groups that a play names; a part of a group, such as {@code app[0:1]}, names the group. */
  private static List<String> names(Play play) {
    return NAMES.splitToList(SUBSCRIPT.matcher(play.hosts()).replaceAll(""));
  }

  private Refusal unknownGroup(Play play, String group) {
    Set<String> known = new TreeSet<>();
    plays.forEach(each -> known.addAll(names(each)));
    return Refusal.content(
        "%s: run_after names '%s', but no play of this playbook runs on it; it has: %s"
            .formatted(play.where(), group, String.join(", ", known)));
  }

  private Optional<Refusal> cycle() {
    if (!Graphs.hasCycle(edges)) {
      return Optional.empty();
    }
    List<Integer> cycle = findCycle();
    String names = cycle.stream().map(i -> plays.get(i).hosts()).collect(joining(" -> "));
    return Optional.of(
        Refusal.content(
            "%s: run_after goes round in a circle: %s"
                .formatted(plays.get(cycle.get(0)).where(), names)));
  }

  /** Walks backwards among the nodes that reach themselves, until one comes again. */
  private List<Integer> findCycle() {
    int start =
        edges.nodes().stream()
            .filter(i -> edges.successors(i).stream().anyMatch(next -> reaches(next, i)))
            .findFirst()
            .orElseThrow();
    List<Integer> path = new ArrayList<>(List.of(start));
    int at = start;
    do {
      int from = at;
      at =
          edges.successors(from).stream()
              .filter(next -> next == start || !path.contains(next))
              .filter(next -> reaches(next, start))
              .findFirst()
              .orElse(start);
      path.add(at);
    } while (at != start);
    return path;
  }

  private boolean reaches(int from, int to) {
    return Graphs.reachableNodes(edges, from).contains(to);
  }

  private void refuseImpossibleOrder() {
    for (int i = 0; i < plays.size(); i++) {
      for (int before : edges.predecessors(i)) {
        if (before > i) {
          refusals.add(
              Refusal.content(
                  "%s: '%s' must run after '%s', which stands below it (line %d); move it down, as Ansible runs plays from top to bottom"
                      .formatted(
                          plays.get(i).where(),
                          plays.get(i).hosts(),
                          plays.get(before).hosts(),
                          plays.get(before).line())));
        }
      }
    }
  }
}
