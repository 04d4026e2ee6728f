package io.restartmonkey.plan;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.term.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes a plan out of playbooks and the servers that run, or says why not.
 *
 * <ol>
 *   <li>Playbooks are stages: a stage begins when the one before it has ended.
 *   <li>In a playbook each play is one step, after the steps of the plays that it must run after.
 *   <li>Steps that share a server are never side by side: the lower play waits for the upper one.
 *   <li>A step's targets are the running servers that its host pattern means; none is an error.
 *   <li>All reasons to refuse are collected before anything is refused.
 * </ol>
 *
 * <p>Pure: the same input gives the same plan.
 */
public final class Planner {
  private final HostPatterns patterns;
  private final Predicate<Server> isHere;
  private final boolean hereAllowed;

  /**
   * @param patterns which running servers a host pattern means
   * @param isHere whether a server is the machine that this process runs on
   * @param hereAllowed whether that machine may be a target; it is then the last of its step
   */
  public Planner(HostPatterns patterns, Predicate<Server> isHere, boolean hereAllowed) {
    this.patterns = patterns;
    this.isHere = isHere;
    this.hereAllowed = hereAllowed;
  }

  /**
   * Plans the playbooks one after another.
   *
   * @param playbooks the stages, in order
   * @param notes what to tell an operator along with the plan
   */
  public Planning plan(List<Playbook> playbooks, List<String> notes) {
    List<Refusal> refusals = new ArrayList<>();
    List<String> allNotes = new ArrayList<>(notes);
    List<Step> steps = new ArrayList<>();
    Set<String> previousStage = Set.of();
    for (Playbook playbook : playbooks) {
      List<Play> plays = playbook.ordered();
      PlayGraph asked = new PlayGraph(plays);
      refusals.addAll(asked.refusals());
      allNotes.addAll(playbook.notes());
      playbook
          .plays()
          .forEach(
              play ->
                  play.whyIdle()
                      .map(why -> play.where() + ": left out, as " + why)
                      .ifPresent(allNotes::add));
      if (plays.isEmpty()) {
        refusals.add(Refusal.content(playbook.file() + ": has no play to run"));
      }
      List<String> ids = new ArrayList<>();
      for (Play play : plays) {
        ids.add(id(steps.size() + ids.size() + 1, playbook, play));
      }
      List<List<Server>> targets = plays.stream().map(play -> targets(play, refusals)).toList();
      PlayGraph graph = refusals.isEmpty() ? asked.apart(targets) : asked;
      List<Step> stage = new ArrayList<>();
      for (int i = 0; i < plays.size() && refusals.isEmpty(); i++) {
        Set<String> after =
            graph.before(i).isEmpty()
                ? previousStage
                : graph.before(i).stream().map(ids::get).collect(toUnmodifiableSet());
        stage.add(step(ids.get(i), playbook, plays.get(i), targets.get(i), after));
      }
      allNotes.addAll(new SharedServers(playbook, stage).notes());
      steps.addAll(stage);
      previousStage = graph.last().stream().map(ids::get).collect(toUnmodifiableSet());
    }
    refusals.addAll(sharedAddresses(steps));
    return refusals.isEmpty()
        ? new Planning.Ready(new Plan(steps, allNotes))
        : new Planning.Refused(refusals.stream().distinct().toList());
  }

  private List<Server> targets(Play play, List<Refusal> refusals) {
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
    for (Server server : servers) {
      if (isHere.test(server) && !hereAllowed) {
        refusals.add(
            Refusal.cluster(
                "%s (%s) is the machine that this runs on: restarting it would end the run; set %s, or run from elsewhere"
                    .formatted(server.name(), server.address(), Option.LOCAL_ALLOWED)));
      }
    }
    return servers;
  }

  private Step step(
      String id, Playbook playbook, Play play, List<Server> targets, Set<String> after) {
    List<Server> hereLast = targets.stream().sorted(Comparator.comparing(isHere::test)).toList();
    return new Step(
        id,
        playbook.file(),
        play.name(),
        play.hosts(),
        hereLast,
        Optional.of(playbook.numberOf(play)),
        after);
  }

  private static List<Refusal> sharedAddresses(List<Step> steps) {
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

  private static String id(int number, Playbook playbook, Play play) {
    String words = (playbook.stage() + "-" + play.hosts()).toLowerCase(Locale.ROOT);
    return "%02d-%s".formatted(number, words.replaceAll("[^a-z0-9]+", "-"));
  }
}
