package io.restartmonkey.plan;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import io.restartmonkey.cluster.Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedServersTest {
  private static final Path STOP = Path.of("stop.yaml");
  private static final Path RESTART = Path.of("restart.yaml");
  private static final Server WEB1 = server("web1", "app");
  private static final Server WEB2 = server("web2", "app");

  private final Map<String, List<Server>> groups = new HashMap<>();

  @Test
  void shouldRunPlaysThatShareAServerInTheOrderOfThePlaybookAndSayWhy() {
    groups.put("app", List.of(WEB1, WEB2));
    groups.put("canary", List.of(WEB1));
    groups.put("redis", List.of(server("redis1", "redis")));

    Plan plan =
        plan(
            new Playbook(
                RESTART,
                List.of(
                    play(1, "app", List.of()),
                    play(2, "redis", List.of()),
                    play(3, "canary", List.of()))));

    assertThat(plan.steps())
        .extracting(Step::after)
        .containsExactly(Set.of(), Set.of(), Set.of("01-restart-app"));
    assertThat(plan.notes())
        .containsExactly(
            "restart.yaml: steps 01-restart-app, 03-restart-canary share web1, so they run one after another; as with ansible-playbook, each of them that reboots reboots it again");
  }

  @Test
  void shouldHaveTheNextStageWaitForThePlayThatWasPutLast() {
    groups.put("app", List.of(WEB1));
    groups.put("canary", List.of(WEB1));
    List<Play> both = List.of(play(1, "app", List.of()), play(2, "canary", List.of()));

    Plan plan = plan(new Playbook(STOP, both), new Playbook(RESTART, both));

    assertThat(plan.steps())
        .extracting(Step::after)
        .containsExactly(
            Set.of(), Set.of("01-stop-app"), Set.of("02-stop-canary"), Set.of("03-restart-app"));
  }

  @Test
  void shouldNameNoMoreServersThanALineHolds() {
    List<Server> many =
        IntStream.rangeClosed(1, 7).mapToObj(i -> server("web" + i, "app")).toList();
    groups.put("app", many);
    groups.put("canary", many);

    Plan plan =
        plan(
            new Playbook(
                RESTART, List.of(play(1, "app", List.of()), play(2, "canary", List.of()))));

    assertThat(plan.notes())
        .singleElement()
        .asString()
        .contains("share web1, web2, web3, web4, web5 and 2 more,");
  }

  @Test
  void shouldNeverHaveTwoStepsOfOneServerSideBySideAndKeepEveryOrder() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      Playbook stop = randomPlaybook(STOP, random);
      Playbook restart = randomPlaybook(RESTART, random);

      List<Step> steps = plan(stop, restart).steps();

      Map<String, Set<String>> before = allBefore(steps);
      for (int upper = 0; upper < steps.size(); upper++) {
        for (int lower = upper + 1; lower < steps.size(); lower++) {
          Step first = steps.get(upper);
          Step second = steps.get(lower);
          boolean share = !Collections.disjoint(first.targets(), second.targets());
          boolean apart = !first.playbook().equals(second.playbook());
          if (share || apart || isAsked(second, first, restart, stop)) {
            assertThat(before.get(second.id())).as("seed %d", seed).contains(first.id());
          }
        }
      }
    }
  }

  /** Whether the play of one step is asked to run after that of the other. */
  private static boolean isAsked(Step second, Step first, Playbook... playbooks) {
    return List.of(playbooks).stream()
        .filter(playbook -> playbook.file().equals(second.playbook()))
        .flatMap(playbook -> playbook.plays().stream())
        .filter(play -> play.hosts().equals(second.hosts()))
        .allMatch(play -> play.runAfter().map(after -> after.contains(first.hosts())).orElse(true));
  }

  /** All steps that must have ended before each one begins. */
  private static Map<String, Set<String>> allBefore(List<Step> steps) {
    Map<String, Set<String>> before = new HashMap<>();
    for (Step step : steps) {
      Set<String> all = new HashSet<>(step.after());
      step.after().forEach(id -> all.addAll(before.get(id)));
      before.put(step.id(), all);
    }
    return before;
  }

  private Playbook randomPlaybook(Path file, Random random) {
    int size = 1 + random.nextInt(8);
    List<Play> plays = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String group = "g" + i;
      groups.put(group, randomServers(random));
      List<String> after =
          IntStream.range(0, i).filter(j -> random.nextInt(4) == 0).mapToObj(j -> "g" + j).toList();
      Optional<List<String>> runAfter =
          random.nextInt(5) == 0 ? Optional.empty() : Optional.of(after);
      plays.add(new Play(file, i + 1, group, group, runAfter, List.of(group)));
    }
    return new Playbook(file, plays);
  }

  private static List<Server> randomServers(Random random) {
    ImmutableSet.Builder<Server> servers = ImmutableSet.builder();
    for (int i = 0; i <= random.nextInt(3); i++) {
      servers.add(server("s" + random.nextInt(10), "app"));
    }
    return servers.build().asList();
  }

  private Plan plan(Playbook... playbooks) {
    HostPatterns patterns =
        group -> new HostPatterns.Meaning.Running(groups.getOrDefault(group, List.of()));
    Planning planning =
        new Planner(patterns, server -> false, false).plan(List.of(playbooks), List.of());
    assertThat(planning).isInstanceOf(Planning.Ready.class);
    return ((Planning.Ready) planning).plan();
  }

  private static Play play(int line, String group, List<String> after) {
    return new Play(RESTART, line, group, group, Optional.of(after), List.of(group));
  }
}
