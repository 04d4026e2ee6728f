package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.ProbeAnswer.Said;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Hung.Cause;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthWatchTest {
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-00000000000";
  private static final Server APP1 = server("app1", "app");
  private static final Server APP2 = server("app2", "app");
  private static final Server APP3 = server("app3", "app");

  /** As the default, but quick to judge CPU. */
  private static final HealthPolicy QUICK =
      HealthPolicy.builder().samples(10).needed(8).cpuGrace(Duration.ZERO).build();

  private final HealthWatch watch = new HealthWatch(QUICK, Set.of("app"));
  private final Map<Server, ServerState> states = new HashMap<>();
  private long nanos = 123_456_789L;
  private int beats;

  @Test
  void shouldTrustAServerAfterThreeGoodHeartbeats() {
    look(() -> beat(APP1, 3, "7"), 2);
    assertThat(verdict("app1")).isInstanceOf(Verdict.Suspect.class);

    look(() -> beat(APP1, 3, "7"), 1);
    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
  }

  @Test
  void shouldAskDirectlyExactlyWhenSilenceHasLastedLongEnough() {
    look(() -> beat(APP1, 3, "7"), 3);

    lookAfter(Duration.ofSeconds(4), 3);
    lookAfter(Duration.ofSeconds(3).minusNanos(1), 1);
    assertThat(watch.toProbe()).isEmpty();
    lookAfter(Duration.ofNanos(1), 1);
    assertThat(watch.toProbe()).containsExactly(APP1);
  }

  @ParameterizedTest
  @CsvSource({
    "NOTHING, NOTHING, SERVER",
    "NOTHING, NOT_ASKED, SERVER",
    "SOMETHING, NOTHING, APP",
    "SOMETHING, HUNG_UP, APP",
    "NOTHING, HUNG_UP, APP",
    "NOT_ASKED, NOTHING, APP",
    "NOT_ASKED, HUNG_UP, APP"
  })
  void shouldCallASilentServerHungByWhatDoesNotAnswer(Said ssh, Said app, Cause cause) {
    ProbeAnswer answer = new ProbeAnswer(ssh, app);
    look(() -> beat(APP1, 3, "7"), 3);
    look(() -> {}, 8);

    assertThat(watch.conclude(Map.of("app1", answer)).get("app1"))
        .isInstanceOfSatisfying(
            Verdict.Hung.class, hung -> assertThat(hung.cause()).isEqualTo(cause));
  }

  @ParameterizedTest
  @CsvSource({
    "SOMETHING, SOMETHING",
    "SOMETHING, NOT_ASKED",
    "SOMETHING, UNHEARD",
    "HUNG_UP, NOT_ASKED",
    "NOTHING, SOMETHING",
    "NOT_ASKED, SOMETHING"
  })
  void shouldCallNobodyHungWhoAnswers(Said ssh, Said app) {
    look(() -> beat(APP1, 3, "7"), 3);
    look(() -> {}, 8);

    assertThat(watch.conclude(Map.of("app1", new ProbeAnswer(ssh, app))).get("app1"))
        .isInstanceOf(Verdict.AgentDead.class);
  }

  @Test
  void shouldMakeNothingOfTheSilenceOfAServerThatCannotBeAsked() {
    look(() -> beat(APP1, 3, "7"), 3);
    look(() -> {}, 8);

    assertThat(doubt(new ProbeAnswer(Said.NOT_ASKED, Said.NOT_ASKED))).isEqualTo(Doubt.NOT_ASKED);
    assertThat(doubt(new ProbeAnswer(Said.NOT_ASKED, Said.UNHEARD))).isEqualTo(Doubt.NOT_ASKED);
  }

  @Test
  void shouldTakeTheAgentsWordAloneForAnAppThatCanNeverBeHeardFromHere() {
    look(() -> beat(APP1, 3, "down"), 8);

    ProbeAnswer unheard = new ProbeAnswer(Said.SOMETHING, Said.UNHEARD);
    assertThat(watch.conclude(Map.of("app1", unheard)).get("app1"))
        .isInstanceOfSatisfying(
            Verdict.Hung.class, hung -> assertThat(hung.cause()).isEqualTo(Cause.APP));
  }

  @Test
  void shouldNotSayThatAnAppAnswersThatCouldNotBeAsked() {
    look(() -> beat(APP1, 3, "down"), 20);

    assertThat(doubt(new ProbeAnswer(Said.SOMETHING, Said.NOT_ASKED))).isEqualTo(Doubt.APP_DOWN);
  }

  @Test
  void shouldNotJudgeTheCpuOfAServerThatDoesNotSayHowManyItHas() {
    look(() -> beatOf(APP1, 98, OptionalDouble.empty()), 50);

    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
    ClusterSnapshot seen =
        new ClusterSnapshot("demo", NOW, List.copyOf(states.values()), List.of());
    assertThat(new OldAgents(Set.of("app")).condition(seen).orElseThrow().text())
        .startsWith("the agents of 1 servers (app1) do not say how many CPUs there are");
    assertThat(new OldAgents(Set.of("web")).condition(seen)).isEmpty();
  }

  @Test
  void shouldJudgeCpuByWhatTheServerMayUse() {
    look(() -> beatOf(APP1, 400, OptionalDouble.of(32)), 50);
    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());

    look(() -> beatOf(APP1, 46, OptionalDouble.of(0.5)), 10);
    assertThat(verdict("app1")).isInstanceOf(Verdict.Overloaded.class);
  }

  @Test
  void shouldCountSilenceAnewAfterATimeInWhichNothingCouldBeSeen() {
    look(() -> beat(APP1, 3, "7"), 3);
    look(() -> {}, 7);
    watch.forgetSilence();

    look(() -> {}, 7);
    assertThat(watch.toProbe()).isEmpty();
    look(() -> {}, 1);
    assertThat(watch.toProbe()).containsExactly(APP1);
  }

  @Test
  void shouldNotCallASilentServerHungThatAnswersOrWasNotAsked() {
    look(() -> beat(APP1, 3, "7"), 3);
    look(() -> {}, 8);

    assertThat(watch.conclude(Map.of("app1", ProbeAnswer.ANSWERS)).get("app1"))
        .isInstanceOf(Verdict.AgentDead.class);
    assertThat(verdict("app1")).isInstanceOf(Verdict.Suspect.class);
  }

  @Test
  void shouldCountSilenceOnlyWhileItLooked() {
    look(() -> beat(APP1, 3, "7"), 3);

    lookAfter(Duration.ofMinutes(10), 1); // Redis was away, or we were.
    lookAfter(Duration.ofSeconds(1), 2);

    assertThat(watch.toProbe()).isEmpty();
    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
  }

  @Test
  void shouldTakeAnOlderHeartbeatThanBeforeForASignOfLife() {
    look(() -> beat(APP1, 3, "7"), 5);
    beats = 0;
    look(() -> beat(APP1, 3, "7"), 5);

    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
  }

  @Test
  void shouldAskAServerThatNeverSaidAnything() {
    states.put(APP1, new ServerState(APP1, Optional.empty()));

    look(() -> {}, 8);
    assertThat(watch.toProbe()).isEmpty();
    look(() -> {}, 1);
    assertThat(watch.toProbe()).containsExactly(APP1);
  }

  @Test
  void shouldBeOverloadedFromTheNeededHeartbeatUntilCalmInAsMany() {
    look(() -> beat(APP1, 3, "7"), 10);
    look(() -> beat(APP1, 90, "7"), 7);
    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
    look(() -> beat(APP1, 90, "7"), 1);
    assertThat(verdict("app1")).isInstanceOf(Verdict.Overloaded.class);

    look(() -> beat(APP1, 70, "7"), 7);
    assertThat(verdict("app1")).isInstanceOf(Verdict.Suspect.class);
    look(() -> beat(APP1, 70, "7"), 1);
    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
  }

  @Test
  void shouldNotBeOverloadedJustBelowTheThreshold() {
    look(() -> beat(APP1, 89.9, "7"), 50);

    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
  }

  @Test
  void shouldForgetWhatWasBeforeABoot() {
    look(() -> beat(APP1, 98, "7"), 10);
    assertThat(verdict("app1")).isInstanceOf(Verdict.Overloaded.class);

    look(() -> beat(APP1, 3, "7", 2), 1);

    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
  }

  @Test
  void shouldTakeItForLoadWhenHalfOfThePeersAreBusyToo() {
    look(
        () -> {
          beat(APP1, 98, "7");
          beat(APP2, 98, "7");
          beat(APP3, 3, "7");
        },
        10);
    assertThat(verdict("app1").reason())
        .endsWith("but 1 of 2 peers are not known to be calm: load");

    look(
        () -> {
          beat(APP1, 98, "7");
          beat(APP2, 3, "7");
          beat(APP3, 3, "7");
        },
        10);
    assertThat(verdict("app1")).isInstanceOf(Verdict.Overloaded.class);
  }

  @Test
  void shouldTakeItForLoadWhileHalfOfThePeersHaveAgentsThatDoNotSayHowBusyTheyAre() {
    look(
        () -> {
          beat(APP1, 98, "7");
          beatOf(APP2, 98, OptionalDouble.empty());
          beat(APP3, 3, "7");
        },
        50);

    assertThat(verdict("app1").reason())
        .endsWith("but 1 of 2 peers are not known to be calm: load");
  }

  @Test
  void shouldNotTakeAPeerForCalmThatWasCuredAMomentAgo() {
    for (int i = 0; i < 50; i++) {
      look(
          () -> {
            beat(APP1, 98, "7");
            beat(APP2, 98, "7");
          },
          1);
      watch.excuse(Set.of("app2"));
    }

    assertThat(verdict("app1").reason())
        .endsWith("but 1 of 1 peers are not known to be calm: load");
  }

  @Test
  void shouldTakeItForLoadWhenAPeerIsHalfAsFarOnTheSameWay() {
    look(
        () -> {
          beat(APP1, 98, "7");
          beat(APP2, 3, "7");
        },
        5);
    look(
        () -> {
          beat(APP1, 98, "7");
          beat(APP2, 98, "7");
        },
        3);
    assertThat(verdict("app1")).isInstanceOf(Verdict.Overloaded.class);

    look(
        () -> {
          beat(APP1, 98, "7");
          beat(APP2, 98, "7");
        },
        1);
    assertThat(verdict("app1"))
        .isInstanceOfSatisfying(
            Verdict.Suspect.class, suspect -> assertThat(suspect.doubt()).isEqualTo(Doubt.LOAD));
  }

  @Test
  void shouldNotCallAServerHungThatWasNeverHeardOf() {
    states.put(APP1, new ServerState(APP1, Optional.empty()));
    look(() -> {}, 9);

    assertThat(watch.conclude(Map.of("app1", ProbeAnswer.ALL_SILENT)).get("app1"))
        .isInstanceOfSatisfying(
            Verdict.Suspect.class,
            suspect -> assertThat(suspect.doubt()).isEqualTo(Doubt.NEVER_HEARD));
    assertThat(watch.conclude(Map.of("app1", ProbeAnswer.ANSWERS)).get("app1"))
        .isInstanceOf(Verdict.AgentDead.class);
  }

  @Test
  void shouldAskTheAppDirectlyWhenItsAgentHasSaidDownForLong() {
    look(() -> beat(APP1, 3, "7"), 3);
    look(() -> beat(APP1, 3, "down"), 5);
    assertThat(watch.toProbe()).isEmpty();
    look(() -> beat(APP1, 3, "down"), 1);
    assertThat(watch.toProbe()).containsExactly(APP1);

    assertThat(watch.conclude(Map.of("app1", ProbeAnswer.APP_SILENT)).get("app1"))
        .isInstanceOf(Verdict.Hung.class);
  }

  @Test
  void shouldCallAnAppIllThatAnswersForLongAlthoughItsAgentSaysDown() {
    look(() -> beat(APP1, 3, "7"), 3);
    look(() -> beat(APP1, 3, "down"), 6);
    assertThat(doubt(ProbeAnswer.ANSWERS)).isEqualTo(Doubt.APP_DOWN);
    look(() -> beat(APP1, 3, "down"), 4);
    assertThat(doubt(ProbeAnswer.ANSWERS)).isEqualTo(Doubt.APP_DOWN);
    look(() -> beat(APP1, 3, "down"), 1);
    assertThat(doubt(ProbeAnswer.ANSWERS)).isEqualTo(Doubt.APP_ILL);

    watch.conclude(Map.of("app1", ProbeAnswer.APP_SILENT));
    assertThat(doubt(ProbeAnswer.ANSWERS)).isEqualTo(Doubt.APP_DOWN);
  }

  @Test
  void shouldBeginAnewWithAServerThatWasTreated() {
    look(() -> beat(APP1, 98, "7"), 10);
    watch.forget("app1");

    look(() -> beat(APP1, 98, "7"), 7);

    assertThat(verdict("app1")).isEqualTo(new Verdict.Healthy());
  }

  @Test
  void shouldNotHoldThePeersOfATreatedServerToTheLoadTheyBoreForIt() {
    Runnable busyPeer =
        () -> {
          beat(APP1, 3, "7");
          beat(APP2, 98, "7");
        };
    look(busyPeer, 10);
    assertThat(verdict("app2")).isInstanceOf(Verdict.Overloaded.class);

    watch.forget("app1");

    look(busyPeer, 7);
    assertThat(verdict("app2")).isEqualTo(new Verdict.Healthy());
    look(busyPeer, 1);
    assertThat(verdict("app2")).isInstanceOf(Verdict.Overloaded.class);
  }

  private Doubt doubt(ProbeAnswer answer) {
    Verdict verdict = watch.conclude(Map.of("app1", answer)).get("app1");
    assertThat(verdict).isInstanceOf(Verdict.Suspect.class);
    return ((Verdict.Suspect) requireNonNull(verdict)).doubt();
  }

  private void look(Runnable before, int times) {
    for (int i = 0; i < times; i++) {
      before.run();
      lookAfter(Duration.ofSeconds(2), 1);
    }
  }

  private void lookAfter(Duration time, int times) {
    for (int i = 0; i < times; i++) {
      nanos += time.toNanos();
      List<ServerState> all = new ArrayList<>(states.values());
      watch.observe(new ClusterSnapshot("demo", NOW, all, List.of()), nanos);
    }
  }

  private void beat(Server server, double cpu, String app) {
    beat(server, cpu, app, 1);
  }

  private void beat(Server server, double cpu, String app, int boot) {
    put(server, cpu, OptionalDouble.of(1), app, boot);
  }

  private void beatOf(Server server, double cpu, OptionalDouble cpus) {
    put(server, cpu, cpus, "7", 1);
  }

  private void put(Server server, double cpu, OptionalDouble cpus, String app, int boot) {
    String id = (Servers.NOW.toEpochMilli() + ++beats) + "-0";
    Heartbeat beat = new Heartbeat(id, cpu, cpus, BOOT + boot, app);
    states.put(server, new ServerState(server, Optional.of(beat)));
  }

  private Verdict verdict(String server) {
    return Objects.requireNonNull(watch.conclude(Map.of()).get(server));
  }
}
