package io.restartmonkey.plan;

import static io.restartmonkey.fake.Servers.server;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Path FILE = Path.of("restart.yaml");
  private static final Server REDIS1 = server("redis1", "redis");
  private static final Server APP1 = server("app1", "app");
  private static final Server APP2 = server("app2", "app");
  private static final Server CANARY1 = server("canary1", "canary");
  private static final Server PROXY1 = server("proxy1", "proxy");
  private final ImmutableListMultimap<String, Server> groups =
      ImmutableListMultimap.of(
          "redis", REDIS1, "app", APP1, "app", APP2, "canary", CANARY1, "proxy", PROXY1);

  @Test
  void shouldOrderTheExampleClusterAndLetIndependentPlaysGoSideBySide() {
    Plan plan =
        ready(
            playbook(
                "stop.yaml",
                play("proxy", after()),
                play("app", after("proxy")),
                play("canary", after("proxy")),
                play("redis", after("app", "canary"))),
            playbook(
                "restart.yaml",
                play("redis", after()),
                play("app", after("redis")),
                play("canary", after("redis")),
                play("proxy", after("app", "canary"))));

    assertThat(plan.steps())
        .extracting(
            step ->
                step.id()
                    + " "
                    + step.targetNames()
                    + " "
                    + ImmutableSortedSet.copyOf(step.after()))
        .containsExactly(
            "01-stop-proxy [proxy1] []",
            "02-stop-app [app1, app2] [01-stop-proxy]",
            "03-stop-canary [canary1] [01-stop-proxy]",
            "04-stop-redis [redis1] [02-stop-app, 03-stop-canary]",
            "05-restart-redis [redis1] [04-stop-redis]",
            "06-restart-app [app1, app2] [05-restart-redis]",
            "07-restart-canary [canary1] [05-restart-redis]",
            "08-restart-proxy [proxy1] [06-restart-app, 07-restart-canary]");
  }

  @Test
  void shouldRunPlaysWithoutRunAfterOneByOneAsAnsibleWould() {
    Plan plan = ready(playbook("any.yaml", play("redis"), play("app"), play("proxy")));

    assertThat(plan.steps())
        .extracting(Step::after)
        .containsExactly(Set.of(), Set.of("01-any-redis"), Set.of("02-any-app"));
  }

  @Test
  void shouldLetAPlayWithoutRunAfterWaitForAllAboveIt() {
    Plan plan =
        ready(
            playbook(
                "mix.yaml",
                play("redis", after()),
                play("app", after("redis")),
                play("canary", after("redis")),
                play("proxy")));

    assertThat(plan.steps().get(3).after())
        .containsExactlyInAnyOrder("02-mix-app", "03-mix-canary");
  }

  @Test
  void shouldLeaveOutAPlayThatIsTaggedNeverAndSaySo() {
    Play wipe = new Play(FILE, 7, "wipe", "app", Optional.empty(), List.of("never", "wipe"));

    Plan plan = ready(new Playbook(FILE, List.of(wipe, play("redis"))));

    assertThat(plan.steps()).extracting(Step::hosts).containsExactly("redis");
    assertThat(plan.notes()).containsExactly("restart.yaml:7: left out, as it is tagged never");
    assertThat(plan.steps()).extracting(Step::number).containsExactly(place(2, 2));
  }

  @Test
  void shouldLeaveOutAPlayWithoutTasksAndSaySo() {
    Play idle =
        new Play(FILE, 7, "facts", "app", Optional.empty(), List.of(), false, false, List.of());

    Plan plan = ready(new Playbook(FILE, List.of(play("redis"), idle)));

    assertThat(plan.steps()).extracting(Step::hosts).containsExactly("redis");
    assertThat(plan.notes()).containsExactly("restart.yaml:7: left out, as it has no tasks");
  }

  @Test
  void shouldKeepAPlayThatIsTaggedNeverAndAlwaysAsAnsibleDoes() {
    Play both = new Play(FILE, 7, "both", "app", Optional.empty(), List.of("never", "always"));

    assertThat(ready(new Playbook(FILE, List.of(both))).steps()).hasSize(1);
  }

  @Test
  void shouldNameTheCycle() {
    assertThat(
            refusals(
                playbook(
                    "c.yaml",
                    play("redis", after("proxy")),
                    play("app", after("redis")),
                    play("proxy", after("app")))))
        .singleElement()
        .asString()
        .contains("circle: redis -> app -> proxy -> redis");
  }

  @Test
  void shouldRefuseAPlayThatMustRunAfterItself() {
    assertThat(refusals(playbook("c.yaml", play("app", after("app")))))
        .singleElement()
        .asString()
        .contains("circle: app -> app");
  }

  @Test
  void shouldRefuseAnUnknownGroupAndSayWhichThereAre() {
    assertThat(refusals(playbook("u.yaml", play("redis"), play("app", after("reddis")))))
        .singleElement()
        .asString()
        .contains("restart.yaml:2", "'reddis'", "app, redis");
  }

  @Test
  void shouldRefuseAPlayAboveOneThatItMustRunAfter() {
    assertThat(refusals(playbook("o.yaml", play("app", after("redis")), play("redis", after()))))
        .singleElement()
        .asString()
        .contains("restart.yaml:1", "'app' must run after 'redis'", "(line 2)");
  }

  @Test
  void shouldRefuseAPatternWithoutRunningServerAndOneThatIsUnclear() {
    assertThat(refusals(playbook("e.yaml", play("empty"), play("gone"))))
        .anySatisfy(reason -> assertThat(reason).contains("no server of 'empty' is running"))
        .anySatisfy(
            reason ->
                assertThat(reason).contains("restart.yaml:2", "runs on 'gone', which is unclear"))
        .hasSize(2);
  }

  @Test
  void shouldWaitForThePlayOfAPartOfAGroup() {
    PlayGraph graph =
        new PlayGraph(List.of(play("app[0:1],redis", List.of()), play("proxy", after("app"))));

    assertThat(graph.refusals()).isEmpty();
    assertThat(graph.before(1)).containsExactly(0);
  }

  @Test
  void shouldRefuseTheMachineThatThisRunsOnUnlessAllowed() {
    Playbook playbook = playbook("h.yaml", play("app"));

    assertThat(planner(false, APP1).plan(List.of(playbook), List.of()))
        .isInstanceOfSatisfying(
            Planning.Refused.class,
            refused ->
                assertThat(refused.reasons())
                    .singleElement()
                    .satisfies(r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.CLUSTER))
                    .satisfies(r -> assertThat(r.message()).contains("app1")));
    assertThat(planner(true, APP1).plan(List.of(playbook), List.of()))
        .isInstanceOfSatisfying(
            Planning.Ready.class,
            ready ->
                assertThat(ready.plan().steps().get(0).targetNames())
                    .containsExactly("app2", "app1"));
  }

  @Test
  void shouldTellEqualPlaysOfTheSameServersApartByTheirPlace() {
    Play one = new Play(FILE, 1, "one", "app", Optional.empty(), List.of("always"));
    Play again = new Play(FILE, 1, "one", "app", Optional.empty(), List.of("always"));
    Play guard = new Play(FILE, 1, "guard", "app", Optional.empty(), List.of(Play.STANDALONE));

    assertThat(ready(new Playbook(FILE, List.of(one, guard, again))).steps())
        .extracting(Step::number)
        .containsExactly(place(1, 3), place(3, 3));
  }

  @Test
  void shouldRefuseTwoServersWithOneAddress() {
    Server twin =
        new Server("twin", APP1.address(), APP1.groups(), APP1.provider(), APP1.registered());
    HostPatterns patterns = pattern -> running(APP1, twin);

    assertThat(
            new Planner(patterns, s -> false, false)
                .plan(List.of(playbook("t.yaml", play("app"))), List.of()))
        .isInstanceOfSatisfying(
            Planning.Refused.class,
            refused ->
                assertThat(refused.reasons())
                    .singleElement()
                    .satisfies(r -> assertThat(r.message()).contains("[app1, twin]")));
  }

  @Test
  void shouldKeepEveryOrderOfRandomGraphs() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int size = 1 + random.nextInt(12);
      List<Play> plays = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        List<String> after = new ArrayList<>();
        for (int j = 0; j < i; j++) {
          if (random.nextInt(3) == 0) {
            after.add("g" + j);
          }
        }
        plays.add(new Play(FILE, i + 1, "p" + i, "g" + i, Optional.of(after), List.of("t" + i)));
      }
      HostPatterns patterns = p -> running(Servers.server("s" + p, p));

      Planning planning =
          new Planner(patterns, s -> false, false)
              .plan(List.of(new Playbook(FILE, plays)), List.of());

      List<Step> steps = ((Planning.Ready) planning).plan().steps();
      Set<String> before = new HashSet<>();
      for (int i = 0; i < size; i++) {
        Set<String> wanted =
            plays.get(i).runAfter().orElseThrow().stream()
                .map(group -> steps.get(Integer.parseInt(group.substring(1))).id())
                .collect(toSet());
        assertThat(steps.get(i).after()).as("seed %d", seed).isEqualTo(wanted);
        assertThat(before).as("seed %d", seed).containsAll(wanted);
        before.add(steps.get(i).id());
      }
    }
  }

  private Plan ready(Playbook... playbooks) {
    Planning planning = planner(false).plan(Arrays.asList(playbooks), List.of());
    assertThat(planning).isInstanceOf(Planning.Ready.class);
    return ((Planning.Ready) planning).plan();
  }

  private List<String> refusals(Playbook playbook) {
    Planning planning = planner(false).plan(List.of(playbook), List.of());
    assertThat(planning).isInstanceOf(Planning.Refused.class);
    return ((Planning.Refused) planning).reasons().stream().map(Refusal::message).toList();
  }

  private Planner planner(boolean localAllowed, Server... here) {
    HostPatterns patterns =
        name ->
            switch (name) {
              case "gone" -> new HostPatterns.Meaning.Unclear("which is unclear");
              case "app1" -> running(APP1);
              default -> new HostPatterns.Meaning.Running(List.copyOf(groups.get(name)));
            };
    return new Planner(patterns, Arrays.asList(here)::contains, localAllowed);
  }

  private static HostPatterns.Meaning running(Server... servers) {
    return new HostPatterns.Meaning.Running(List.of(servers));
  }

  private static Playbook playbook(String file, Play... plays) {
    return new Playbook(
        Path.of(file),
        IntStream.range(0, plays.length)
            .mapToObj(
                i ->
                    new Play(
                        FILE,
                        i + 1,
                        plays[i].name(),
                        plays[i].hosts(),
                        plays[i].runAfter(),
                        plays[i].tags()))
            .toList());
  }

  private static Optional<PlayNumber> place(int number, int of) {
    return Optional.of(new PlayNumber(number, of));
  }

  private static Play play(String group) {
    return new Play(FILE, 1, group, group, Optional.empty(), List.of(group));
  }

  private static Play play(String group, List<String> after) {
    return new Play(FILE, 1, group, group, Optional.of(after), List.of(group));
  }

  private static List<String> after(String... groups) {
    return List.of(groups);
  }
}
