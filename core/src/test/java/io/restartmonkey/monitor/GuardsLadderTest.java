package io.restartmonkey.monitor;

import static io.restartmonkey.fake.Servers.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.monitor.Treatment.Result;
import io.restartmonkey.plan.Remedy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void shouldClimbByWhatWentWrong(Remedy tried, Result result, Remedy next) {
    verdicts.put("app1", HUNG);
    treated("app1", tried, result, 1);

    assertThat(action()).isEqualTo(next + " app1");
  }

  /** Power does not mend the way to its SSH. */
  @ParameterizedTest
  @CsvSource({
    "RESTART_SERVICE, UNREACHABLE",
    "REBOOT, UNREACHABLE",
    "POWER_CYCLE, UNREACHABLE",
    "RESTORE, UNREACHABLE"
  })
  void shouldNotSwitchOffWhatAnswersThoughSshDoesNotReachIt(Remedy tried, Result result) {
    treated("app1", tried, result, 1000);
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
            Result.SERVER,
            Optional.of("app1-2"),
            "app1-2 failed"));

    Ruling ruling = admit();

    assertThat(ruling.action())
        .map(Action::toString)
        .hasValue("retire app1-2: it is not registered, and was to be made or to go");
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
    verdicts.put("app1", APP_HUNG);
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
    verdicts.put("app1", APP_HUNG);
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
  void shouldQuarantineNobodyWhileEverythingIsHeld() {
    verdicts.put("app1", APP_HUNG);
    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, 3000);
    treated("app1", Remedy.REBOOT, Result.DONE, 2000);
    treated("app1", Remedy.POWER_CYCLE, Result.DONE, 1000);
    pause = Optional.of(new Pause("kim", "moving", NOW.plusSeconds(60)));
    assertThat(admit().quarantine()).isEmpty();

    pause = Optional.empty();
    assertThat(admit().quarantine()).containsOnlyKeys("app1");
  }

  @Test
  void shouldNotWaitForAClockThatWasPutRight() {
    verdicts.put("app1", BUSY);
    treated("app1", Remedy.RESTART_SERVICE, Result.DONE, -86_400);

    assertThat(admit().holds()).singleElement().asString().contains("it waits another 61 s");
  }
}
