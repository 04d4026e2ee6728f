package io.restartmonkey.monitor;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ForwardingMap;
import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.Treatment.Result;
import io.restartmonkey.monitor.Verdict.Hung.Cause;
import io.restartmonkey.monitor.Verdict.Suspect.Doubt;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One decision at a time; the cluster is redis1, proxy1, app1, app2, unless a test says otherwise.
 */
class GuardsTest {
  private static final Verdict HEALTHY = new Verdict.Healthy();
  private static final Verdict BUSY = new Verdict.Overloaded("busy");
  private static final Verdict HUNG = new Verdict.Hung(Cause.SERVER, "silent");
  private static final Verdict APP_HUNG = new Verdict.Hung(Cause.APP, "app silent");
  private static final Verdict AGENT_DEAD = new Verdict.AgentDead("no heartbeat");
  private static final Verdict SUSPECT = new Verdict.Suspect(Doubt.RECOVERING, "odd");

  private final Map<String, Server> servers = new TreeMap<>();
  private final Map<String, Verdict> verdicts = new TreeMap<>();
  private final List<Treatment> treatments = new ArrayList<>();
  private final Map<String, String> quarantined = new TreeMap<>();
  private GuardPolicy policy = GuardPolicy.DEFAULT;
  private Duration watched = Duration.ofSeconds(60);
  private Optional<Pause> pause = Optional.empty();
  private Optional<String> busy = Optional.empty();
  private Map<String, String> obstacles = Map.of();

  GuardsTest() {
    has(server("redis1", "redis"), HEALTHY);
    has(server("proxy1", "proxy"), HEALTHY);
    has(server("app1", "app"), HEALTHY);
    has(server("app2", "app"), HEALTHY);
  }

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
        .contains("watched for another 61 s")
        .contains("paused by kim")
        .contains("maintenance: * 00:00-23:59 UTC")
        .contains("run x is going on");
  }

  @Test
  void shouldTakeItselfForTheSickOneWhenMoreThanAThirdIsSilent() {
    verdicts.put("app1", HUNG);
    assertThat(action()).isEqualTo("POWER_CYCLE app1");

    verdicts.put("app2", AGENT_DEAD);
    Ruling ruling = admit();
    assertThat(ruling.action()).isEmpty();
    assertThat(ruling.conditions()).extracting(Condition::key).containsExactly("mass-silence");
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

    Ruling ruling = admit();

    assertThat(ruling.action()).map(Action::server).hasValue("app3");
    assertThat(ruling.holds()).singleElement().asString().contains("one thing is done at a time");
  }

  @Test
  void shouldTellOfServersThatWereNeverHeardOfAndNotCountThemAsSilent() {
    has(server("app3", "app"), new Verdict.Suspect(Doubt.NEVER_HEARD, "never heard of"));
    has(server("app4", "app"), new Verdict.Suspect(Doubt.NEVER_HEARD, "never heard of"));
    verdicts.put("app1", HUNG);

    Ruling ruling = admit();

    assertThat(ruling.action()).map(Action::server).hasValue("app1");
    assertThat(ruling.conditions())
        .extracting(Condition::key)
        .containsExactly("never-heard app3", "never-heard app4");
  }

  @Test
  void shouldTellOfLoadOnAServiceOnce() {
    verdicts.put("app1", new Verdict.Suspect(Doubt.LOAD, "busy"));
    verdicts.put("app2", new Verdict.Suspect(Doubt.LOAD, "busy"));

    assertThat(admit().conditions())
        .singleElement()
        .satisfies(
            load -> {
              assertThat(load.key()).isEqualTo("load app");
              assertThat(load.text()).contains("(app1, app2)");
            });
  }

  @ParameterizedTest
  @CsvSource({"app, 2, ", "app, 3, few app", "ap, 1, few ap", "ap, 0, few ap"})
  void shouldTellOfAPolicyThatDoesNotFitTheCluster(String service, int floor, String key) {
    policy = withFloor(service, floor);

    assertThat(admit().conditions())
        .extracting(Condition::key)
        .containsExactlyElementsOf(key == null ? List.of() : List.of(key));
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

    assertThat(action()).isEqualTo("ADD_EXTRA app1");
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
    treated("app2", Remedy.RESTART_SERVICE, Result.TRAFFIC, 10);
    treated("app2", Remedy.RESTORE, Result.TRAFFIC, 5);

    Ruling ruling = admit();

    assertThat(ruling.action()).map(Action::remedy).hasValue(Remedy.ADD_EXTRA);
    assertThat(ruling.conditions()).extracting(Condition::key).contains("trouble app2");
  }

  @Test
  void shouldSayThatThereIsNoRoomInsteadOfMakingAnOutage() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    policy = withExtras(0, false);

    Ruling ruling = admit();
    assertThat(ruling.action()).isEmpty();
    assertThat(ruling.conditions()).extracting(Condition::key).containsExactly("capacity app1");

    policy = withExtras(0, true);
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @ParameterizedTest
  @CsvSource({
    "RESTART_SERVICE, SERVER, REBOOT",
    "RESTART_SERVICE, UNREACHABLE, POWER_CYCLE",
    "RESTART_SERVICE, TRAFFIC, RESTORE",
    "RESTART_SERVICE, CUT_OFF, RESTORE",
    "RESTART_SERVICE, NOT_STARTED, RESTORE",
    "REBOOT, SERVER, POWER_CYCLE",
    "REBOOT, UNREACHABLE, POWER_CYCLE",
    "POWER_CYCLE, PROVIDER, REPLACE",
    "POWER_CYCLE, UNREACHABLE, REPLACE",
    "RESTORE, SERVER, RESTART_SERVICE"
  })
  void shouldClimbByWhatWentWrong(Remedy tried, Result result, Remedy next) {
    treated("app1", tried, result, 1);

    assertThat(action()).isEqualTo(next + " app1");
  }

  @Test
  void shouldSetApartWhatNoRungBroughtBack() {
    treatments.add(
        new Treatment(
            "app1",
            Remedy.REPLACE,
            NOW.minusSeconds(2),
            NOW.minusSeconds(1),
            Result.SERVER,
            Optional.of("app1-2"),
            "app1-2 failed"));

    Ruling ruling = admit();

    assertThat(ruling.action())
        .map(Action::toString)
        .hasValue("retire app1-2: it was to be made or to go, in vain");
    assertThat(ruling.quarantine().get("app1"))
        .endsWith("at last: replace ended with server (app1-2 failed)");
  }

  @Test
  void shouldNotTryToGiveTrafficBackAgainAndAgainWithoutAPause() {
    treated("app1", Remedy.RESTART_SERVICE, Result.TRAFFIC, 100);
    treated("app1", Remedy.RESTORE, Result.TRAFFIC, 59);
    assertThat(admit().action()).isEmpty();

    treatments.clear();
    treated("app1", Remedy.RESTART_SERVICE, Result.TRAFFIC, 100);
    treated("app1", Remedy.RESTORE, Result.TRAFFIC, 60);
    assertThat(action()).isEqualTo("RESTORE app1");
  }

  @Test
  void shouldDoubleThePauseAfterEachCureAndThenSetApart() {
    verdicts.put("app1", BUSY);
    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, 3000);
    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, 119);
    assertThat(admit().action()).isEmpty();

    treatments.remove(1);
    treated("app1", Remedy.REBOOT, Result.DONE, 120);
    assertThat(action()).isEqualTo("POWER_CYCLE app1");

    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, 60);
    assertThat(admit().quarantine()).containsOnlyKeys("app1");
  }

  @Test
  void shouldForgetCuresOfMoreThanAnHourAgo() {
    verdicts.put("app1", BUSY);
    for (int i = 1; i <= 5; i++) {
      treated("app1", Remedy.RESTART_SERVICE, Result.DONE, 3600 + i);
    }

    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldLeaveServersInQuarantineAloneAndSaySo() {
    verdicts.put("app1", HUNG);
    quarantined.put("app1", "nothing helped");

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .extracting(Condition::text)
        .containsExactly(
            "app1 is in quarantine: nothing helped; mend it, then: restart-monkey quarantine clear app1");
  }

  @Test
  void shouldTakeAwayWhatWasToBeMadeInVainBeforeAnythingElse() {
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Result.CUT_OFF,
            Optional.of("app1-extra"),
            ""));
    verdicts.put("app1", BUSY);
    assertThat(action()).isEqualTo("RETIRE app1-extra");

    treated("app1-extra", Remedy.RETIRE, Result.DONE, 5);
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldOnlyRetireAServerWhoseReplacementIsThere() {
    treated("app1", Remedy.REPLACE, Result.TRAFFIC, 60);
    verdicts.put("app1", HUNG);
    assertThat(action()).isEqualTo("RETIRE app1");

    treated("app1", Remedy.RETIRE, Result.PROVIDER, 59);
    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).contains("leftover app1");
  }

  @Test
  void shouldBeginAtTheFirstRungWhenAProxyStoodInTheWayButPauseAllTheSame() {
    verdicts.put("app1", BUSY);
    for (int ago : new int[] {900, 600, 300}) {
      treated("app1", Remedy.RESTART_SERVICE, Result.TRAFFIC, ago);
      treated("app1", Remedy.RESTORE, Result.DONE, ago - 60);
    }
    assertThat(admit().quarantine()).isEmpty();
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");

    treated("app1", Remedy.RESTORE, Result.DONE, 239);
    assertThat(admit().holds()).singleElement().asString().contains("restart-service app1");
  }

  @Test
  void shouldRetireAnExtraServerInsteadOfReplacingIt() {
    has(server("app1-extra", "app", "extra"), APP_HUNG);
    treated("app1-extra", Remedy.POWER_CYCLE, Result.SERVER, 1);

    assertThat(action()).isEqualTo("RETIRE app1-extra");
  }

  @Test
  void shouldClimbWhenARunIsNotOverAtItsDeadline() {
    treated("app1", Remedy.REBOOT, Result.DEADLINE, 1);

    assertThat(action()).isEqualTo("POWER_CYCLE app1");
  }

  @Test
  void shouldReplaceASilentServerThatPowerDidNotHelpForLong() {
    verdicts.put("app1", HUNG);
    treated("app1", Remedy.POWER_CYCLE, Result.DONE, 1800);

    assertThat(action()).isEqualTo("REPLACE app1");
  }

  @Test
  void shouldNotRestartServersThatAreDownTogetherButGiveBackTraffic() {
    verdicts.put("app1", APP_HUNG);
    verdicts.put("app2", new Verdict.Suspect(Doubt.APP_DOWN, "down"));
    Ruling ruling = admit();
    assertThat(ruling.action()).isEmpty();
    assertThat(ruling.holds())
        .singleElement()
        .asString()
        .contains("2 of 2 servers of app are down");
    assertThat(ruling.conditions()).extracting(Condition::key).containsExactly("mass-down app");

    treated("app2", Remedy.REBOOT, Result.TRAFFIC, 60);
    assertThat(action()).isEqualTo("RESTORE app2");
  }

  @Test
  void shouldWakeNobodyForAppsThatAreDownTogetherForAMoment() {
    verdicts.put("app1", new Verdict.Suspect(Doubt.APP_DOWN, "down"));
    verdicts.put("app2", new Verdict.Suspect(Doubt.APP_DOWN, "down"));

    assertThat(admit().conditions()).isEmpty();
  }

  @Test
  void shouldQuarantineNobodyWhileEverythingIsHeld() {
    verdicts.put("app1", BUSY);
    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, 3000);
    treated("app1", Remedy.REBOOT, Result.DONE, 2000);
    treated("app1", Remedy.POWER_CYCLE, Result.DONE, 1000);
    pause = Optional.of(new Pause("kim", "moving", NOW.plusSeconds(60)));
    assertThat(admit().quarantine()).isEmpty();

    pause = Optional.empty();
    assertThat(admit().quarantine()).containsOnlyKeys("app1");
  }

  @Test
  void shouldKeepTheFloorInEveryServiceOfAServer() {
    has(server("app3", "app", "web"), BUSY);
    policy = withFloor("web", 1);
    assertThat(action()).isEqualTo("ADD_EXTRA app3");

    has(server("web1", "web"), HEALTHY);
    assertThat(action()).isEqualTo("RESTART_SERVICE app3");
  }

  @Test
  void shouldNotCountOnServersInQuarantine() {
    verdicts.put("app1", BUSY);
    quarantined.put("app2", "broken, but its heart beats");

    assertThat(action()).isEqualTo("ADD_EXTRA app1");
  }

  @Test
  void shouldWaitForAServerWhoseAgentAloneIsDead() {
    verdicts.put("app1", BUSY);
    verdicts.put("app2", AGENT_DEAD);

    assertThat(action()).isEqualTo("RESTART_AGENT app2");
    assertThat(admit().holds()).singleElement().asString().contains("must be healthy first");
  }

  @Test
  void shouldNotMakeExtraServersForLoadWithoutEnd() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    for (int ago : new int[] {3000, 2400, 1800}) {
      treated("app1", Remedy.ADD_EXTRA, Result.DONE, ago);
    }

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("load app1");
  }

  @Test
  void shouldGoOnTryingWithGrowingPausesWhereNoExtraServerWasMade() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    for (int ago : new int[] {3000, 2400, 241}) {
      treated("app1", Remedy.ADD_EXTRA, Result.PROVIDER, ago);
      treated("app1-extra", Remedy.RETIRE, Result.DONE, ago - 1);
    }

    assertThat(action()).isEqualTo("ADD_EXTRA app1");
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("no-extra app1");
  }

  @Test
  void shouldTakeAwayAtOnceWhatWasMadeInVainAfterAnotherWasTakenAway() {
    treated("app1-extra", Remedy.RETIRE, Result.DONE, 20);
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(10),
            NOW.minusSeconds(5),
            Result.PROVIDER,
            Optional.of("app1-extra"),
            "quota"));

    assertThat(action()).isEqualTo("RETIRE app1-extra");
    assertThat(admit().conditions()).isEmpty();
  }

  @Test
  void shouldKeepExtraServersForGoodWhereThatIsThePolicy() {
    has(
        new Server(
            "app1-extra",
            "10.9.9.9",
            ImmutableSortedSet.of("app", "extra"),
            "lab",
            NOW.minus(Duration.ofHours(3))),
        HEALTHY);
    assertThat(action()).isEqualTo("RETIRE app1-extra");

    policy = keepingExtras();
    assertThat(admit().action()).isEmpty();
  }

  @Test
  void shouldNotWaitForAClockThatWasPutRight() {
    verdicts.put("app1", BUSY);
    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, -86_400);

    assertThat(admit().holds()).singleElement().asString().contains("it waits another 61 s");
  }

  @Test
  void shouldLetAnObstacleHoldItsOwnServerAlone() {
    verdicts.put("app1", APP_HUNG);
    has(server("app3", "app"), BUSY);
    has(server("app4", "app"), HEALTHY);
    obstacles = Map.of("app1", "the last try could not begin: no");

    Ruling ruling = admit();

    assertThat(ruling.action()).map(Action::server).hasValue("app3");
    assertThat(ruling.holds()).singleElement().asString().endsWith("could not begin: no");
    assertThat(ruling.concerned()).containsExactlyInAnyOrder("app1", "app3");
  }

  @Test
  void shouldTellWhyNoExtraServerCouldBeMade() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Result.PROVIDER,
            Optional.empty(),
            "localhost failed: quota"));

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.key()).isEqualTo("no-extra app1");
              assertThat(told.text())
                  .contains("add-extra ended with provider (localhost failed: quota)");
            });
  }

  @Test
  void shouldTryAgainToTakeAwayWhatItsProviderDidNot() {
    treated("app1-extra", Remedy.RETIRE, Result.PROVIDER, 59);
    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .extracting(Condition::key)
        .containsExactly("leftover app1-extra");

    treatments.clear();
    treated("app1-extra", Remedy.RETIRE, Result.PROVIDER, 60);
    assertThat(action()).isEqualTo("RETIRE app1-extra");
  }

  @Test
  void shouldNotTakeAwayWhatWasMadeInTheEnd() {
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Result.CUT_OFF,
            Optional.of("app1-extra"),
            ""));
    has(server("app1-extra", "app", "extra"), HEALTHY);
    verdicts.put("app1", BUSY);

    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldRetireAnExtraServerOnceTheOtherHasProvenItself() {
    has(server("app1-extra", "app", "extra"), HEALTHY);
    policy = withExtras(1, false);
    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, 59);
    assertThat(admit().action()).isEmpty();

    treatments.clear();
    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, 60);
    assertThat(action()).isEqualTo("RETIRE app1-extra");
  }

  @Test
  void shouldSayWhenAnExtraServerHasOutlivedItsLeaseAndCannotGo() {
    servers.remove("app2");
    verdicts.put("app1", HUNG);
    quarantined.put("app1", "broken");
    has(
        new Server(
            "app1-extra",
            "10.9.9.9",
            ImmutableSortedSet.of("app", "extra"),
            "lab",
            NOW.minus(Duration.ofHours(3))),
        HEALTHY);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).contains("extra app1-extra");
  }

  @Test
  void shouldSayOnceHowManyMoreAreHeldThanAnybodyReads() {
    for (int i = 0; i < 200; i++) {
      has(server("app-%03d".formatted(i), "app"), BUSY);
    }

    Ruling ruling = admit();

    assertThat(ruling.action())
        .hasValueSatisfying(a -> assertThat(a.server()).isEqualTo("app-000"));
    assertThat(ruling.holds()).hasSize(101).endsWith("and 99 more");
  }

  /** With a look at the whole fleet for each odd server this would be thousands for each. */
  @ParameterizedTest
  @EnumSource(Plight.class)
  void shouldLookAtEachServerAFewTimesHoweverManyAreOdd(Plight plight) {
    for (int i = 0; i < 1000; i++) {
      has(server("app-%03d".formatted(i), "app"), plight.verdict);
      has(server("app-%03d-extra".formatted(i), "app", "extra"), plight.verdict);
      treated("app-%03d".formatted(i), Remedy.RESTART_SERVICE, Result.SERVER, i);
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

  private void has(Server server, Verdict verdict) {
    servers.put(server.name(), server);
    verdicts.put(server.name(), verdict);
  }

  private void treated(String server, Remedy remedy, Result result, int secondsAgo) {
    treatments.add(
        new Treatment(
            server,
            remedy,
            NOW.minusSeconds(secondsAgo + 1L),
            NOW.minusSeconds(secondsAgo),
            result,
            Optional.empty(),
            ""));
  }

  private Ruling admit() {
    return admit(verdicts);
  }

  private Ruling admit(Map<String, Verdict> verdicts) {
    return new Guards(policy)
        .admit(
            new Circumstances(
                NOW,
                watched,
                List.copyOf(servers.values()),
                verdicts,
                new Ledger(treatments, quarantined),
                pause,
                busy,
                obstacles));
  }

  private String action() {
    Action action = admit().action().orElseThrow(() -> new AssertionError(admit().toString()));
    return action.remedy() + " " + action.server();
  }

  private static GuardPolicy withWindows(String window) {
    return policy("app", 1, 1, false, List.of(MaintenanceWindow.parse(window)));
  }

  private static GuardPolicy withExtras(int most, boolean outageAllowed) {
    return policy("app", 1, most, outageAllowed, List.of());
  }

  private static GuardPolicy withFloor(String service, int floor) {
    return policy(service, floor, 1, false, List.of());
  }

  private static GuardPolicy keepingExtras() {
    GuardPolicy usual = GuardPolicy.DEFAULT;
    return new GuardPolicy(
        usual.services(),
        usual.floor(),
        usual.observation(),
        usual.massShare(),
        usual.attemptsPerHour(),
        usual.backOff(),
        usual.longestBackOff(),
        usual.ladder(),
        usual.mostExtras(),
        usual.extraLease(),
        true,
        usual.outageAllowed(),
        usual.windows());
  }

  private static GuardPolicy policy(
      String service,
      int floor,
      int extras,
      boolean outageAllowed,
      List<MaintenanceWindow> windows) {
    GuardPolicy usual = GuardPolicy.DEFAULT;
    return new GuardPolicy(
        Set.of(service),
        floor,
        usual.observation(),
        usual.massShare(),
        usual.attemptsPerHour(),
        usual.backOff(),
        usual.longestBackOff(),
        usual.ladder(),
        extras,
        usual.extraLease(),
        false,
        outageAllowed,
        windows);
  }
}
