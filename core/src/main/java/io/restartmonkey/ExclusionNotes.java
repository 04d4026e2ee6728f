package io.restartmonkey;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Counted;
import io.restartmonkey.cluster.Nearest;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Says what a plan leaves out, and why: servers, records, and files that Ansible does not read. */
final class ExclusionNotes {
  private static final String SETTINGS = "ansible.cfg";
  private static final List<String> VARIABLES = List.of("group_vars", "host_vars");
  private static final int MAX_RECORDS = 20;
  private static final int MAX_NAMES = 5;
  private static final int MAX_GROUPS = 3;

  private ExclusionNotes() {}

  static List<String> notes(ClusterSnapshot snapshot, Duration freshness, Set<String> groups) {
    List<String> notes = new ArrayList<>();
    snapshot
        .silent(freshness)
        .forEach(
            state ->
                notes.add(
                    "%s is registered but left out: %s"
                        .formatted(
                            state.server().name(), state.whyNotLive(snapshot.observedAt()))));
    withoutGroup(snapshot, freshness, groups)
        .forEach(
            server ->
                notes.add(
                    "%s is left out: the template has none of its groups %s%s"
                        .formatted(server.name(), server.groups(), meant(server, groups))));
    snapshot.refused().forEach(record -> notes.add(words(record)));
    return notes;
  }

  /** The records that were not believed, as a server that is missing may be one of them. */
  static List<String> doubts(ClusterSnapshot snapshot) {
    List<String> doubts = new ArrayList<>();
    snapshot.refused().stream()
        .limit(MAX_RECORDS)
        .forEach(
            record ->
                doubts.add(
                    "%s is not believed, so mend it: %s"
                        .formatted(record.record(), record.reason())));
    int more = snapshot.refused().size() - MAX_RECORDS;
    if (more > 0) {
      doubts.add("%d more records are not believed".formatted(more));
    }
    return doubts;
  }

  /** Running servers whose groups a typing error may keep out of the template. */
  static Optional<String> strangers(
      ClusterSnapshot snapshot, Duration freshness, Set<String> groups) {
    List<Server> strangers = withoutGroup(snapshot, freshness, groups);
    return strangers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the template has no group of %s: %s; register them anew, or mend the template"
                .formatted(
                    Counted.of(strangers.size(), "server"),
                    names(
                        strangers,
                        server -> groupsOf(server, group -> true) + meant(server, groups))));
  }

  private static List<Server> withoutGroup(
      ClusterSnapshot snapshot, Duration freshness, Set<String> groups) {
    return snapshot.live(freshness).stream()
        .filter(server -> server.groups().stream().noneMatch(groups::contains))
        .toList();
  }

  /** Running servers that an operator may expect a plan to cover, and that it does not. */
  static Optional<String> uncovered(Plan plan, Inventory live, List<String> delegates) {
    Set<Server> spared = new HashSet<>(plan.targets());
    delegates.forEach(group -> spared.addAll(live.named(group).orElse(List.of())));
    List<Server> uncovered =
        live.servers().stream().filter(server -> !spared.contains(server)).toList();
    return uncovered.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "no play runs on %s: %s"
                .formatted(
                    Counted.of(uncovered.size(), "server"),
                    names(
                        uncovered,
                        server -> groupsOf(server, group -> live.named(group).isPresent()))));
  }

  /**
   * What bare {@code ansible-playbook} may read there, and our runs do not.
   *
   * @param places where an operator works, or keeps an inventory
   * @param playbooks where Ansible is started
   * @param isNamed whether {@code ANSIBLE_CONFIG} says which settings hold
   */
  static List<String> unread(Set<Path> places, Path playbooks, boolean isNamed) {
    List<String> notes = new ArrayList<>();
    for (Path place : places) {
      Path settings = place.resolve(SETTINGS);
      if (!isNamed && Files.exists(settings) && !Files.exists(playbooks.resolve(SETTINGS))) {
        notes.add(
            "%s does not hold, as Ansible is started in %s; move it there, or name it in ANSIBLE_CONFIG"
                .formatted(settings, playbooks));
      }
      VARIABLES.stream()
          .filter(folder -> !place.equals(playbooks) && Files.isDirectory(place.resolve(folder)))
          .map(
              folder ->
                  "%s is not read, as the inventory of a run is in its own folder; move it to %s, or its variables into the template"
                      .formatted(place.resolve(folder), playbooks))
          .forEach(notes::add);
    }
    return notes;
  }

  /** Servers that one playbook stops and that the other, which starts, passes over. */
  static Optional<String> stoppedForGood(Plan plan, Path stop, Path restart) {
    Set<Server> started = targets(plan, restart);
    List<Server> stopped =
        targets(plan, stop).stream()
            .filter(server -> !started.contains(server))
            .sorted(Comparator.comparing(Server::name))
            .toList();
    return stopped.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s %s stopped and not started again by any play: %s"
                .formatted(
                    Counted.of(stopped.size(), "server"),
                    stopped.size() == 1 ? "is" : "are",
                    names(stopped, server -> groupsOf(server, group -> true))));
  }

  private static Set<Server> targets(Plan plan, Path playbook) {
    return plan.steps().stream()
        .filter(step -> step.playbook().equals(playbook))
        .flatMap(step -> step.targets().stream())
        .collect(toSet());
  }

  private static String names(List<Server> servers, Function<Server, String> about) {
    String first =
        servers.stream()
            .limit(MAX_NAMES)
            .map(server -> "%s (%s)".formatted(server.name(), about.apply(server)))
            .collect(joining(", "));
    int more = servers.size() - MAX_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String groupsOf(Server server, Predicate<String> isShown) {
    List<String> groups = server.groups().stream().filter(isShown).toList();
    String first = groups.stream().limit(MAX_GROUPS).collect(joining(", "));
    return (groups.size() == 1 ? "group " : "groups ")
        + (groups.size() > MAX_GROUPS ? first + " …" : first);
  }

  private static String meant(Server server, Set<String> groups) {
    return server.groups().stream()
        .flatMap(group -> Nearest.question(group, groups, Math.min(2, group.length() / 2)).stream())
        .findFirst()
        .map(question -> "; " + question)
        .orElse("");
  }

  private static String words(RefusedRecord record) {
    return "refused %s: %s".formatted(record.record(), record.reason());
  }
}
