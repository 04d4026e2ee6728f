package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ForwardingMap;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.Decision;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.MaintenanceWindow;
import io.restartmonkey.health.Pause;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be done at all, and what comes first. */
class GuardsTest extends GuardedCluster {
  @Test
  void shouldDoNothingWhenAllIsWell() {
    assertThat(admit().action()).isEmpty();
    assertThat(admit().holds()).isEmpty();
    assertThat(admit().conditions()).isEmpty();
  }

  @Test
  void shouldWatchForLongEnoughFirst() {
    verdicts.put("app1", BUSY);

    watched = Duration.ofSeconds(60).minusNanos(1);
    assertThat(admit().action()).isEmpty();
    watched = Duration.ofSeconds(60);
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldCollectEveryReasonAgainstIt() {
    verdicts.put("app1", BUSY);
    watched = Duration.ZERO;
    pause = Optional.of(new Pause("kim", "moving", NOW.plusSeconds(60)));
    busy = Optional.of("run x is going on");
    policy = withWindows("* 00:00-23:59 UTC");

    assertThat(admit().holds())
        .singleElement()
        .asString()
        .contains("watched for another 60 s")
        .contains("paused by kim")
        .contains("maintenance: * 00:00-23:59 UTC")
        .contains("run x is going on");
  }

  @Test
  void shouldTakeItselfForTheSickOneWhenMoreThanAThirdIsSilent() {
    verdicts.put("app1", HUNG);
    assertThat(action()).isEqualTo("POWER_CYCLE app1");

    verdicts.put("app2", AGENT_DEAD);
    Decision decision = admit();
    assertThat(decision.action()).isEmpty();
    assertThat(decision.conditions()).extracting(Condition::key).containsExactly("mass-silence");
  }

  @Test
  void shouldNotCountThoseThatAreKnownToBeOut() {
    verdicts.put("app1", HUNG);
    verdicts.put("app2", HUNG);
    quarantined.put("app2", "broken");

    assertThat(action()).isEqualTo("POWER_CYCLE app1");
  }

  @Test
  void shouldTreatHungBeforeOverloadedAndOneThingAtATime() {
    has(server("app3", "app"), APP_HUNG);
    verdicts.put("app1", BUSY);

    Decision decision = admit();

    assertThat(decision.action()).map(Action::server).hasValue("app3");
    assertThat(decision.holds()).singleElement().asString().contains("one thing is done at a time");
  }

  @Test
  void shouldOnlyRestartServersOfTheWatchedServices() {
    verdicts.put("redis1", HUNG);

    assertThat(admit().action()).isEmpty();
  }

  @Test
  void shouldRestartADeadAgentAnywhere() {
    verdicts.put("redis1", AGENT_DEAD);

    assertThat(action()).isEqualTo("RESTART_AGENT redis1");
  }

  @Test
  void shouldKeepTheFloor() {
    verdicts.put("app1", BUSY);
    verdicts.put("app2", HUNG);
    quarantined.put("app2", "broken");

    assertThat(action()).isEqualTo("ADD_SURGE app1");
  }

  @Test
  void shouldWaitForAServerThatMayServeAgainSoon() {
    verdicts.put("app1", BUSY);
    verdicts.put("app2", SUSPECT);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().holds()).singleElement().asString().contains("must be healthy first");
  }

  @Test
  void shouldNotCountAServerThatWasNotBroughtBack() {
    verdicts.put("app1", BUSY);
    treated("app2", Remedy.RESTART_SERVICE, FailureCause.TRAFFIC, 10);
    treated("app2", Remedy.RESTORE, FailureCause.TRAFFIC, 5);

    Decision decision = admit();

    assertThat(decision.action()).map(Action::remedy).hasValue(Remedy.ADD_SURGE);
    assertThat(decision.conditions()).extracting(Condition::key).contains("trouble app2");
  }

  @Test
  void shouldSayThatThereIsNoRoomInsteadOfMakingAnOutage() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    policy = withSurge(0, false);

    Decision decision = admit();
    assertThat(decision.action()).isEmpty();
    assertThat(decision.conditions()).extracting(Condition::key).containsExactly("capacity app1");

    policy = withSurge(0, true);
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldSayThatNobodyCouldMakeAnother() {
    servers.remove("app2");
    Server app1 = server("app1", "app");
    has(new Server("app1", app1.address(), app1.groups(), "manual", app1.registered()), BUSY);
    unable.put("manual", Map.of(Remedy.ADD_SURGE, "nobody but a person can make another"));

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.key()).isEqualTo("capacity app1");
              assertThat(told.text()).contains("nobody but a person can make another");
            });
  }

  @Test
  void shouldNotRestartServersThatAreDownTogetherButGiveBackTraffic() {
    verdicts.put("app1", APP_HUNG);
    verdicts.put("app2", new Verdict.Suspect(Doubt.APP_DOWN, "down"));
    Decision decision = admit();
    assertThat(decision.action()).isEmpty();
    assertThat(decision.holds())
        .singleElement()
        .asString()
        .contains("2 of 2 servers of app are down");
    assertThat(decision.conditions()).extracting(Condition::key).containsExactly("mass-down app");

    treated("app2", Remedy.REBOOT, FailureCause.TRAFFIC, 60);
    assertThat(action()).isEqualTo("RESTORE app2");
  }

  @Test
  void shouldWakeNobodyForAppsThatAreDownTogetherForAMoment() {
    verdicts.put("app1", new Verdict.Suspect(Doubt.APP_DOWN, "down"));
    verdicts.put("app2", new Verdict.Suspect(Doubt.APP_DOWN, "down"));

    assertThat(admit().conditions()).isEmpty();
  }

  @Test
  void shouldKeepTheFloorInEveryServiceOfAServer() {
    has(server("app3", "app", "web"), BUSY);
    policy = withFloor("web", 1);
    assertThat(action()).isEqualTo("ADD_SURGE app3");

    has(server("web1", "web"), HEALTHY);
    assertThat(action()).isEqualTo("RESTART_SERVICE app3");
  }

  @Test
  void shouldNotCountOnServersInQuarantine() {
    verdicts.put("app1", BUSY);
    quarantined.put("app2", "broken, but its heart beats");

    assertThat(action()).isEqualTo("ADD_SURGE app1");
  }

  @Test
  void shouldWaitForAServerWhoseAgentAloneIsDead() {
    verdicts.put("app1", BUSY);
    verdicts.put("app2", AGENT_DEAD);

    assertThat(action()).isEqualTo("RESTART_AGENT app2");
    assertThat(admit().holds()).singleElement().asString().contains("must be healthy first");
  }

  @Test
  void shouldLetAnObstacleHoldItsOwnServerAlone() {
    verdicts.put("app1", APP_HUNG);
    has(server("app3", "app"), BUSY);
    has(server("app4", "app"), HEALTHY);
    obstacles = Map.of("app1", "the last try could not begin: no");

    Decision decision = admit();

    assertThat(decision.action()).map(Action::server).hasValue("app3");
    assertThat(decision.holds()).singleElement().asString().endsWith("could not begin: no");
    assertThat(decision.concerned()).containsExactlyInAnyOrder("app1", "app3");
  }

  @Test
  void shouldSayOnceHowManyMoreAreHeldThanAnybodyReads() {
    for (int i = 0; i < 200; i++) {
      has(server("app-%03d".formatted(i), "app"), BUSY);
    }

    Decision decision = admit();

    assertThat(decision.action())
        .hasValueSatisfying(a -> assertThat(a.server()).isEqualTo("app-000"));
    assertThat(decision.holds()).hasSize(101).endsWith("and 99 more");
  }

  /** With a look at the whole fleet for each odd server this would be thousands for each. */
  @ParameterizedTest
  @EnumSource(Plight.class)
  void shouldLookAtEachServerAFewTimesHoweverManyAreOdd(Plight plight) {
    for (int i = 0; i < 1000; i++) {
      has(server("app-%03d".formatted(i), "app"), plight.verdict);
      has(server("app-%03d-surge".formatted(i), "app", "surge"), plight.verdict);
      treated("app-%03d".formatted(i), Remedy.RESTART_SERVICE, FailureCause.SERVER, i);
      treated("app-%03d".formatted(i), Remedy.ADD_SURGE, 7200);
    }
    AtomicInteger looks = new AtomicInteger();
    Map<String, Verdict> counted =
        new ForwardingMap<>() {
          @Override
          protected Map<String, Verdict> delegate() {
            return verdicts;
          }

          @Override
          public Verdict getOrDefault(Object name, Verdict otherwise) {
            looks.incrementAndGet();
            return verdicts.getOrDefault(name, otherwise);
          }
        };

    admit(counted);

    assertThat(looks.get()).isBetween(2000, 2000 * 25);
  }

  private enum Plight {
    ALL_BUSY(BUSY),
    ALL_HUNG(HUNG),
    ALL_AGENTS_DEAD(AGENT_DEAD),
    ALL_SUSPECT(SUSPECT);

    @SuppressWarnings("ImmutableEnumChecker") // All verdicts are immutable.
    private final Verdict verdict;

    Plight(Verdict verdict) {
      this.verdict = verdict;
    }
  }

  private static GuardPolicy withWindows(String window) {
    return policy("app", 1, 1, false, List.of(MaintenanceWindow.parse(window)));
  }
}
