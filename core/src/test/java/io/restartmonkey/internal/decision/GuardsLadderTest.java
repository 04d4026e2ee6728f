package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Condition;
import io.restartmonkey.health.Decision;
import io.restartmonkey.health.Pause;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is tried next on a server that was treated before, when, and how often. */
class GuardsLadderTest extends GuardedCluster {
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
  void shouldClimbByWhatWentWrong(Remedy tried, FailureCause failure, Remedy next) {
    verdicts.put("app1", HUNG);
    treated("app1", tried, failure, 1);

    assertThat(action()).isEqualTo(next + " app1");
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCause.class,
      names = {"CUT_OFF", "NOT_STARTED"})
  void shouldTakeForTriedWhatFailedTwiceWithoutReachingTheServer(FailureCause failure) {
    verdicts.put("app1", HUNG);
    treated("app1", Remedy.POWER_CYCLE, failure, 400);
    assertThat(action()).isEqualTo("RESTORE app1");
    treated("app1", Remedy.RESTORE, FailureCause.UNREACHABLE, 300);
    assertThat(action()).isEqualTo("POWER_CYCLE app1");
    treated("app1", Remedy.POWER_CYCLE, failure, 200);
    treated("app1", Remedy.RESTORE, FailureCause.UNREACHABLE, 100);

    assertThat(action()).isEqualTo("REPLACE app1");
  }

  @ParameterizedTest
  @EnumSource(value = FailureCause.class, mode = EnumSource.Mode.EXCLUDE, names = "TRAFFIC")
  void shouldComeToAnEndWhateverGoesWrong(FailureCause failure) {
    assertThat(remediesUntilQuarantine(remedy -> failure)).hasSizeLessThan(25);
    assertThat(
            remediesUntilQuarantine(
                remedy -> remedy == Remedy.RESTORE ? FailureCause.UNREACHABLE : failure))
        .hasSizeLessThan(25);
  }

  @Test
  void shouldLeaveOutWhatCanDoNothingHereAndSayIt() {
    unable.put(
        "lab",
        Map.of(
            Remedy.POWER_CYCLE, "role provider_lab has no tasks/power_cycle.yml",
            Remedy.REPLACE, "there is no role provider_lab"));

    assertThat(remediesUntilQuarantine(remedy -> FailureCause.UNREACHABLE))
        .containsExactly(Remedy.RESTART_SERVICE, Remedy.REBOOT);
    assertThat(admit().quarantine().get("app1"))
        .endsWith(
            "left out: power-cycle (role provider_lab has no tasks/power_cycle.yml), replace (there is no role provider_lab); add what lacks, or take them out of GuardPolicy.ladder");
    treatments.remove(1);
    assertThat(admit().conditions())
        .extracting(Condition::text)
        .anyMatch(text -> text.startsWith("app1 may be out") && text.contains("left out: power"));
  }

  @Test
  void shouldReplaceASilentServerWhosePowerCannotBeSwitched() {
    verdicts.put("app1", HUNG);
    unable.put("lab", Map.of(Remedy.POWER_CYCLE, "no switch"));

    assertThat(action()).isEqualTo("REPLACE app1");
  }

  @Test
  void shouldSayThatNoRungCanDoAnything() {
    verdicts.put("app1", HUNG);
    verdicts.put("app2", BUSY);
    has(server("app3", "app"), HEALTHY);
    has(server("app4", "app"), HEALTHY);
    has(server("app5", "app"), HEALTHY);
    Map<Remedy, String> all = new EnumMap<>(Remedy.class);
    policy.ladder().forEach(remedy -> all.put(remedy, "no"));
    unable.put("lab", all);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .extracting(Condition::key)
        .containsExactly("cannot-act app1", "cannot-act app2");
  }

  /** What is done about app1, which nothing helps. */
  private List<Remedy> remediesUntilQuarantine(Function<Remedy, FailureCause> failure) {
    treatments.clear();
    verdicts.put("app1", HUNG);
    treated("app1", Remedy.RESTART_SERVICE, failure.apply(Remedy.RESTART_SERVICE), 90_000);
    List<Remedy> done = new ArrayList<>(List.of(Remedy.RESTART_SERVICE));
    for (int ago = 89_000; ago > 0 && admit().quarantine().isEmpty(); ago -= 1000) {
      Optional<Action> next = admit().action();
      Remedy remedy = next.orElseThrow().remedy();
      assertThat(next.get().server()).isEqualTo("app1");
      done.add(remedy);
      treatments.add(
          new Treatment(
              "app1",
              remedy,
              NOW.minusSeconds(ago),
              NOW.minusSeconds(ago),
              Optional.of(failure.apply(remedy)),
              remedy == Remedy.REPLACE ? Optional.of("app1") : Optional.empty(),
              ""));
    }
    return done;
  }

  /** Power does not mend the way to its SSH. */
  @ParameterizedTest
  @CsvSource({
    "RESTART_SERVICE, UNREACHABLE",
    "REBOOT, UNREACHABLE",
    "POWER_CYCLE, UNREACHABLE",
    "RESTORE, UNREACHABLE"
  })
  void shouldNotSwitchOffWhatAnswersThoughSshDoesNotReachIt(Remedy tried, FailureCause failure) {
    treated("app1", tried, failure, 1000);
    for (Verdict alive : List.of(HEALTHY, BUSY, AGENT_DEAD, SUSPECT)) {
      verdicts.put("app1", alive);
      assertThat(action()).as(alive.word()).isIn("RESTORE app1", "RESTART_AGENT app1");
    }
    for (Verdict silent : List.of(HUNG, APP_HUNG)) {
      verdicts.put("app1", silent);
      assertThat(action()).as(silent.word()).doesNotContain("REST");
    }
  }

  @Test
  void shouldSetApartWhatNoRungBroughtBack() {
    treatments.add(
        new Treatment(
            "app1",
            Remedy.REPLACE,
            NOW.minusSeconds(2),
            NOW.minusSeconds(1),
            Optional.of(FailureCause.SERVER),
            Optional.of("app1-2"),
            "app1-2 failed"));

    Decision decision = admit();

    assertThat(decision.action())
        .map(Action::toString)
        .hasValue("retire app1-2: it is not registered, and was to be made or to go");
    assertThat(decision.quarantine().get("app1"))
        .endsWith("at last: replace ended with server (app1-2 failed)");
  }

  @Test
  void shouldNotTryToGiveTrafficBackAgainAndAgainWithoutAPause() {
    treated("app1", Remedy.RESTART_SERVICE, FailureCause.TRAFFIC, 100);
    treated("app1", Remedy.RESTORE, FailureCause.TRAFFIC, 59);
    assertThat(admit().action()).isEmpty();

    treatments.clear();
    treated("app1", Remedy.RESTART_SERVICE, FailureCause.TRAFFIC, 100);
    treated("app1", Remedy.RESTORE, FailureCause.TRAFFIC, 60);
    assertThat(action()).isEqualTo("RESTORE app1");
  }

  @Test
  void shouldDoubleThePauseAfterEachCureAndThenSetApart() {
    verdicts.put("app1", APP_HUNG);
    treated("app1", Remedy.RESTART_SERVICE, 3000);
    treated("app1", Remedy.RESTART_SERVICE, 119);
    assertThat(admit().action()).isEmpty();

    treatments.remove(1);
    treated("app1", Remedy.REBOOT, 120);
    assertThat(action()).isEqualTo("POWER_CYCLE app1");

    treated("app1", Remedy.RESTART_SERVICE, 60);
    assertThat(admit().quarantine()).containsOnlyKeys("app1");
  }

  @Test
  void shouldForgetCuresOfMoreThanAnHourAgo() {
    verdicts.put("app1", APP_HUNG);
    for (int i = 1; i <= 5; i++) {
      treated("app1", Remedy.RESTART_SERVICE, 3600 + i);
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
            "app1 is in quarantine: nothing helped; mend it, then: MonitorFolder.release(\"app1\")");
  }

  @Test
  void shouldBeginAtTheFirstRungWhenAProxyStoodInTheWayButPauseAllTheSame() {
    verdicts.put("app1", BUSY);
    for (int ago : new int[] {900, 600, 300}) {
      treated("app1", Remedy.RESTART_SERVICE, FailureCause.TRAFFIC, ago);
      treated("app1", Remedy.RESTORE, ago - 60);
    }
    assertThat(admit().quarantine()).isEmpty();
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");

    treated("app1", Remedy.RESTORE, 239);
    assertThat(admit().holds()).singleElement().asString().contains("restart-service app1");
  }

  @Test
  void shouldClimbWhenARunIsNotOverAtItsDeadline() {
    treated("app1", Remedy.REBOOT, FailureCause.DEADLINE, 1);

    assertThat(action()).isEqualTo("POWER_CYCLE app1");
  }

  @Test
  void shouldReplaceASilentServerThatPowerDidNotHelpForLong() {
    verdicts.put("app1", HUNG);
    treated("app1", Remedy.POWER_CYCLE, 1800);

    assertThat(action()).isEqualTo("REPLACE app1");
  }

  @Test
  void shouldQuarantineNobodyWhileEverythingIsHeld() {
    verdicts.put("app1", APP_HUNG);
    treated("app1", Remedy.RESTART_SERVICE, 3000);
    treated("app1", Remedy.REBOOT, 2000);
    treated("app1", Remedy.POWER_CYCLE, 1000);
    pause = Optional.of(new Pause("kim", "moving", NOW.plusSeconds(60)));
    assertThat(admit().quarantine()).isEmpty();

    pause = Optional.empty();
    assertThat(admit().quarantine()).containsOnlyKeys("app1");
  }

  @Test
  void shouldNotWaitForAClockThatWasPutRight() {
    verdicts.put("app1", BUSY);
    treated("app1", Remedy.RESTART_SERVICE, -86_400);

    assertThat(admit().holds()).singleElement().asString().contains("it waits another 60 s");
  }
}
