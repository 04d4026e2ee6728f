package io.restartmonkey.plan;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.term.Option;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Builds one plan, stage by stage, as {@link Planner} says. It collects notes and refusals on the
 * way. For one use.
 */
final class PlanBuilder {
  private final HostPatterns patterns;
  private final Predicate<Server> isLocal;
  private final boolean localAllowed;
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private Set<String> previousStage = Set.of();

  PlanBuilder(HostPatterns patterns, Predicate<Server> isLocal, boolean localAllowed) {
    this.patterns = patterns;
    this.isLocal = isLocal;
    this.localAllowed = localAllowed;
  }

  /** Adds notes that come before those of the stages. */
  void note(List<String> more) {
    notes.addAll(more);
  }

  /** Adds the steps of a playbook after those of the stage before. */
  void addStage(Playbook playbook) {
    List<Play> plays = playbook.ordered();
    PlayGraph graph = new PlayGraph(plays);
    refusals.addAll(graph.refusals());
    notes.addAll(playbook.notes());
    noteIdlePlays(playbook);
    if (plays.isEmpty()) {
      refusals.add(Refusal.content(playbook.file() + ": has no play to run"));
    }
    List<List<Server>> targets = plays.stream().map(this::targets).toList();
    if (refusals.isEmpty()) {
      addSteps(playbook, plays, targets, graph.apart(targets));
    }
  }

  /** The plan, or all reasons to refuse it. */
  Planning build() {
    refusals.addAll(sharedAddresses());
    return refusals.isEmpty()
        ? new Planning.Ready(new Plan(steps, notes))
        : new Planning.Refused(refusals.stream().distinct().toList());
  }

  private void noteIdlePlays(Playbook playbook) {
    for (Play play : playbook.plays()) {
      play.whyIdle().map(why -> play.where() + ": left out, as " + why).ifPresent(notes::add);
    }
  }

  private void addSteps(
      Playbook playbook, List<Play> plays, List<List<Server>> targets, PlayGraph graph) {
    List<String> ids = ids(playbook, plays);
    List<Step> stage = new ArrayList<>();
    for (int i = 0; i < plays.size(); i++) {
      Set<String> before = chosen(ids, graph.before(i));
      Set<String> after = before.isEmpty() ? previousStage : before;
      stage.add(step(ids.get(i), playbook, plays.get(i), targets.get(i), after));
    }
    notes.addAll(new SharedServers(playbook, stage).notes());
    steps.addAll(stage);
    previousStage = chosen(ids, graph.last());
  }

  private List<String> ids(Playbook playbook, List<Play> plays) {
    List<String> ids = new ArrayList<>();
    for (Play play : plays) {
      ids.add(id(steps.size() + ids.size() + 1, playbook, play));
    }
    return ids;
  }

  private static String id(int number, Playbook playbook, Play play) {
    String words = (playbook.stage() + "-" + play.hosts()).toLowerCase(Locale.ROOT);
    return "%02d-%s".formatted(number, words.replaceAll("[^a-z0-9]+", "-"));
  }

  private static Set<String> chosen(List<String> ids, Collection<Integer> indexes) {
    return indexes.stream().map(ids::get).collect(toUnmodifiableSet());
  }

  private List<Server> targets(Play play) {
    HostPatterns.Meaning meaning = patterns.resolve(play.hosts());
    if (meaning instanceof HostPatterns.Meaning.Unclear unclear) {
      refusals.add(
          Refusal.content(
              "%s: runs on '%s', %s".formatted(play.where(), play.hosts(), unclear.why())));
      return List.of();
    }
    List<Server> servers = ((HostPatterns.Meaning.Running) meaning).servers();
    if (servers.isEmpty()) {
      refusals.add(
          Refusal.cluster(
              "%s: no server of '%s' is running; start one, or take the play out"
                  .formatted(play.where(), play.hosts())));
    }
    if (!localAllowed) {
      servers.stream().filter(isLocal).map(PlanBuilder::endsItself).forEach(refusals::add);
    }
    return servers;
  }

  private static Refusal endsItself(Server server) {
    return Refusal.cluster(
        "%s (%s) is the machine that this runs on: restarting it would end the run; set %s, or run from elsewhere"
            .formatted(server.name(), server.address(), Option.LOCAL_ALLOWED));
  }

  private Step step(
      String id, Playbook playbook, Play play, List<Server> targets, Set<String> after) {
    List<Server> hereLast = targets.stream().sorted(Comparator.comparing(isLocal::test)).toList();
    return new Step(
        id,
        playbook.file(),
        play.name(),
        play.hosts(),
        hereLast,
        Optional.of(playbook.numberOf(play)),
        after);
  }

  private List<Refusal> sharedAddresses() {
    Set<Server> targets = new HashSet<>();
    steps.forEach(step -> targets.addAll(step.targets()));
    ListMultimap<String, Server> byAddress = Multimaps.index(targets, Server::address);
    return Multimaps.asMap(byAddress).entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(
            entry ->
                Refusal.cluster(
                    "%s share the address %s: one machine would be restarted twice; register them anew"
                        .formatted(
                            entry.getValue().stream().map(Server::name).sorted().toList(),
                            entry.getKey())))
        .toList();
  }
}
