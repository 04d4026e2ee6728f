package io.restartmonkey.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.MonitorPolicy;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest extends SimulatedDays {
  private static final int DAYS = upTo(500);
  private static final int FRESH_DAYS = upTo(100);

  /** What must have come about in 500 days, each in words of the trace. */
  private static final List<String> EVENTS =
      List.of(
          "FAULT .* freezes",
          "FAULT .* hangs",
          "FAULT .* burns CPU",
          "FAULT the agent of .* dies",
          "FAULT a bad build on all",
          "FAULT the load rises",
          "FAULT .* burns CPU again",
          "FAULT .* hangs again",
          "FAULT SSH and the agent of .* are silent, and its app answers",
          "FAULT the CPU of .* is stolen",
          "FAULT heartbeats of .* are lost",
          "FAULT heartbeats of .* are late",
          "FAULT old heartbeats of .* come in again",
          "FAULT Redis is down",
          "FAULT Redis is down, and comes back empty",
          "FAULT Redis fails over to older data",
          "FAULT Redis takes what comes, and does not answer",
          "FAULT the clock of Redis jumps",
          "FAULT lies about",
          "FAULT proxy. is down",
          "FAULT proxy. takes no changes",
          "FAULT the next change of proxy. comes as far as its RUNTIME",
          "FAULT the next change of proxy. comes as far as its FILE",
          "FAULT proxy. is reloaded",
          "FAULT somebody takes",
          "FAULT SSH to proxy",
          "FAULT SSH to app",
          "FAULT SSH is slow",
          "FAULT the provider SLOW",
          "FAULT the provider FAILS",
          "FAULT the provider FAILS_AFTER_SUCCESS",
          "FAULT the provider OVER_QUOTA",
          "FAULT the power switch of the provider REFUSES",
          "FAULT the power switch of the provider IS_NOT_THERE",
          "FAULT m. stalls",
          "FAULT m. is killed",
          "FAULT the clock of m. jumps",
          "FAULT m. is gone",
          "FAULT m. is cut off",
          "FAULT the disk of m. is full",
          "^m. and its runs stand still",
          "^m. is killed",
          "fails at traffic : ",
          "fails at service_control : ",
          "fails at provider_cloud : ",
          "fails at smoke_test : ",
          "fails at app : ",
          "fails at agent : ");

  @Test
  void shouldKnowTheServersThatRedisLostWhileNoMonitorRan() {
    for (long seed = 0; seed < upTo(20); seed++) {
      Simulation simulation = new Simulation(seed, POLICY, content);
      simulation.onlyFault(world -> redisComesBackEmptyUnwatched(world, simulation.monitors()));
      SimulatedDay day = simulation.run();

      assertThat(day.violation()).as(String.join("\n", day.trace())).isEmpty();
      assertThat(simulation.knowsAllServers()).as(String.join("\n", day.trace())).isTrue();
    }
  }

  /** Redis loses everything, and is back before a monitor runs again. */
  private static Fault redisComesBackEmptyUnwatched(World world, Monitors monitors) {
    Duration away = Duration.ofSeconds(10);
    return new Fault(
        MORNING,
        away,
        "Redis comes back empty while no monitor runs",
        () -> {
          for (SimulatedMonitor monitor : monitors.all()) {
            monitor.kill();
            monitor.startAfter(away.multipliedBy(2));
          }
          world.redis().goDown();
        },
        world.redis()::comeBackEmpty);
  }

  @Test
  void shouldHoldEveryInvariantOnDaysThatWereNeverSeenBefore() {
    long first = new SecureRandom().nextLong(1_000_000_000_000L);
    System.out.println(
        "days never seen before: restart-monkey simulate --from %d --seeds %d --set monitor.services=app,canary"
            .formatted(first, FRESH_DAYS));
    for (long seed = first; seed < first + FRESH_DAYS; seed++) {
      SimulatedDay day = new Simulation(seed, POLICY, content).run();

      assertThat(day.violation())
          .as("seed %d:\n%s", seed, String.join("\n", day.trace()))
          .isEmpty();
    }
  }

  @Test
  void shouldHoldEveryInvariantOnEveryDay() {
    List<SimulatedDay> bad = new ArrayList<>();
    int changes = 0;
    int restarts = 0;
    Set<String> happened = new TreeSet<>();
    for (long seed = 0; seed < DAYS; seed++) {
      SimulatedDay day = new Simulation(seed, seed % 2 == 0 ? USUAL : POLICY, content).run();
      changes += day.changes();
      restarts += day.restarts();
      day.trace().forEach(line -> happened.add(line.replaceFirst("^[0-9:.]+ +", "")));
      if (day.violation().isPresent()) {
        bad.add(day);
      }
    }

    assertThat(bad).isEmpty();
    assertThat(changes).isGreaterThan(DAYS);
    assertThat(restarts).isGreaterThan(DAYS / 2);
    for (String event : AT_LENGTH ? EVENTS : List.<String>of()) {
      assertThat(happened).as(event).anyMatch(Pattern.compile(event).asPredicate());
    }
  }

  /**
   * On that day a run that makes a server stands still, and comes to while a newer run has made
   * another one by the same name, at another address.
   */
  @Test
  void shouldNotReachAServerThatANewerRunMadeByTheSameName() {
    SimulatedDay day = new Simulation(636_700_003_479L, MonitorPolicy.DEFAULT, content).run();

    assertThat(day.trace()).anyMatch(line -> line.contains("m1 and its runs stand still"));
    assertThat(day.violation()).isEmpty();
  }

  /** Nothing is wrong with its app, so that nothing but its agent may be touched. */
  @Test
  void shouldTouchNoServerWhoseAppAnswersThoughNothingElseDoes() {
    for (long cluster = 0; cluster < upTo(10); cluster++) {
      Simulation simulation = new Simulation(cluster, POLICY, content);
      simulation.onlyFault(
          world ->
              new Fault(
                  MORNING,
                  LONG,
                  "app1 is heard by its app alone",
                  () -> {
                    world.server("app1").orElseThrow().mute(LONG);
                    world.cutSsh("app1");
                  },
                  () -> world.mendSsh("app1")));

      assertThat(begun(simulation.run())).allMatch(act -> act.startsWith("restart-agent app1"));
    }
  }

  @Test
  void shouldDoNothingAboutCpuThatIsStolen() {
    for (long cluster = 0; cluster < upTo(10); cluster++) {
      Simulation simulation = new Simulation(cluster, POLICY, content);
      simulation.onlyFault(
          app1("is stolen from", LONG.multipliedBy(6), s -> s.steal(true), s -> s.steal(false)));

      assertThat(begun(simulation.run())).isEmpty();
    }
  }

  /** One act an hour would be 168. */
  @Test
  void shouldNotRestartTheSameServerForCpuMoreThanThreeTimesADay() {
    for (long cluster = 0; cluster < upTo(3); cluster++) {
      Simulation simulation = new Simulation(cluster, cluster == 0 ? USUAL : POLICY, content);
      simulation.onlyFaultsOfAWeek(
          world ->
              ComingBack.every(
                  MORNING, world.server("app1").orElseThrow(), SimulatedServer.App.BUSY));

      SimulatedDay week = simulation.run();
      assertThat(week.violation()).isEmpty();
      assertThat(week.faults()).isEqualTo(168);
      assertThat(simulation.cures()).isBetween(3, 7 * 3 + 1);
    }
  }

  private static List<String> begun(SimulatedDay day) {
    assertThat(day.violation()).isEmpty();
    return day.trace().stream()
        .filter(line -> line.contains(" begins: "))
        .map(line -> line.substring(line.indexOf(" begins: ") + " begins: ".length()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(value = Provider.Switch.class, mode = EnumSource.Mode.EXCLUDE, names = "WORKS")
  void shouldComeToAnEndWhereThePowerSwitchCannotAct(Provider.Switch power) {
    for (long seed = 0; seed < upTo(20); seed++) {
      Simulation simulation = new Simulation(seed, POLICY, content);
      simulation.onlyFault(world -> frozen(world, power));
      SimulatedDay day = simulation.run();

      String what = seed + ":\n" + String.join("\n", day.trace());
      assertThat(day.violation()).as(what).isEmpty();
      assertThat(day.trace())
          .as(what)
          .anyMatch(line -> line.contains("begins: replace app1") || line.contains("app1 apart"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 10, 967})
  void shouldReplayADayExactly(long seed) {
    SimulatedDay day = new Simulation(seed, POLICY, content).run();

    assertThat(new Simulation(seed, POLICY, content).run()).isEqualTo(day);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 10, 58, 111, 967})
  void shouldLeaveOutNothingThatMatters(long seed) {
    SimulatedDay whole = new Simulation(seed, POLICY, POLICY, content, false).run();

    assertThat(new Simulation(seed, POLICY, content).run()).isEqualTo(whole);
  }
}
