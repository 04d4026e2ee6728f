package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many cures there are in an hour and a day, and what becomes of the next one. */
class GuardsBudgetTest extends GuardedCluster {
  private static final int HOUR = 3600;
  private static final int DAY = 24 * HOUR;

  @Test
  void shouldRestartForCpuTwiceInAnHourAndThenHoldAndTell() {
    verdicts.put("app1", BUSY);
    treated("app1", Remedy.RESTART_SERVICE, 3000);
    assertThat(action()).isEqualTo("REBOOT app1");

    treated("app1", Remedy.REBOOT, 1500);
    assertHeld("comes-back app1", "it got 2 cures within an hour already");
  }

  @Test
  void shouldRestartForCpuThreeTimesInADayAndThenHoldAndTell() {
    verdicts.put("app1", BUSY);
    cured("app1", 2 * HOUR, 5 * HOUR, DAY + 1);
    assertThat(action()).as("the third is past").isEqualTo("RESTART_SERVICE app1");

    cured("app1", DAY);
    assertHeld("comes-back app1", "it got 3 cures within a day already");
  }

  @Test
  void shouldCountCuresOfWhateverKindAgainstCpu() {
    verdicts.put("app1", BUSY);
    for (int hours : new int[] {3, 6, 9}) {
      treated("app1", Remedy.POWER_CYCLE, hours * HOUR);
    }

    assertHeld("comes-back app1", "it got 3 cures within a day already");
  }

  @Test
  void shouldCountAClimbOfTheLadderOnceAndWhatNeverReachedTheServerNotAtAll() {
    verdicts.put("app1", BUSY);
    treated("app1", Remedy.RESTART_SERVICE, FailureCause.SERVER, 5 * HOUR + 30);
    treated("app1", Remedy.REBOOT, FailureCause.SERVER, 5 * HOUR + 20);
    treated("app1", Remedy.POWER_CYCLE, 5 * HOUR);
    for (int hours : new int[] {2, 3, 4}) {
      treated("app1", Remedy.RESTART_SERVICE, FailureCause.TRAFFIC, hours * HOUR + 10);
      treated("app1", Remedy.RESTORE, hours * HOUR);
    }
    cured("app1", 6 * HOUR);

    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldRestartServersOfAServiceForCpuThreeTimesInAnHourAndThenHold() {
    has(server("app3", "app"), HEALTHY);
    verdicts.put("app1", BUSY);
    treated("app2", Remedy.RESTART_SERVICE, 3000);
    treated("app3", Remedy.RESTART_SERVICE, 2000);
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");

    treated("app2", Remedy.REBOOT, 1000);
    assertHeld("comes-back app1", "servers of app got 3 cures within an hour already");
  }

  @Test
  void shouldRestartServersOfAServiceForCpuSixTimesInADayAndCountTheReplacedOnes() {
    has(server("app3-2", "app"), HEALTHY);
    verdicts.put("app1", BUSY);
    cured("app2", 2 * HOUR, 4 * HOUR);
    cured("app3", 8 * HOUR, 10 * HOUR);
    replaced("app3", "app3-2", 6 * HOUR);
    cured("redis1", 2 * HOUR);
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");

    cured("app1", 12 * HOUR);
    assertHeld("comes-back app1", "servers of app got 6 cures within a day already");
  }

  @Test
  void shouldMakeNoSurgeServerForWhatComesBack() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    assertThat(action()).isEqualTo("ADD_SURGE app1");

    cured("app1", 2 * HOUR, 4 * HOUR, 6 * HOUR);
    assertHeld("comes-back app1", "it got 3 cures within a day already");
  }

  @Test
  void shouldMakeNoMoreSurgeServersInADayThanAServerGetsCures() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    for (int i = 2; i < 10; i++) {
      treated("app1", Remedy.ADD_SURGE, i * HOUR);
      treated("app1-surge", Remedy.RETIRE, i * HOUR - 60);
    }

    assertHeld("load app1", "it got 8 surge servers within a day");
  }

  @Test
  void shouldCureWhatHangsWhenCpuAloneWouldBeNoReason() {
    verdicts.put("app1", HUNG);
    cured("app1", 2 * HOUR, 4 * HOUR, 6 * HOUR);

    assertThat(action()).isEqualTo("POWER_CYCLE app1");
  }

  @Test
  void shouldSetApartWhatHangsEightTimesADay() {
    verdicts.put("app1", HUNG);
    for (int i = 2; i < 9; i++) {
      cured("app1", i * HOUR);
    }
    assertThat(action()).isEqualTo("POWER_CYCLE app1");

    cured("app1", 10 * HOUR);
    assertThat(admit().action()).isEmpty();
    assertThat(admit().quarantine().get("app1"))
        .isEqualTo("it needed 8 cures within a day, and now again: silent");
  }

  @Test
  void shouldHoldAndTellWhenAServiceNeedsTooManyCures() {
    for (int i = 3; i < 14; i++) {
      has(server("app" + i, "app"), HEALTHY);
    }
    verdicts.put("app1", HUNG);
    for (int i = 3; i < 12; i++) {
      cured("app" + i, 100 * i);
    }
    assertThat(action()).isEqualTo("POWER_CYCLE app1");

    cured("app12", 1300);
    assertHeld("budget app1", "servers of app got 10 cures within an hour already");
  }

  @Test
  void shouldStillClimbTheLadderOfWhatWasTakenOut() {
    for (int i = 3; i < 14; i++) {
      has(server("app" + i, "app"), HEALTHY);
      cured("app" + i, 100 * i);
    }
    treated("app1", Remedy.RESTART_SERVICE, FailureCause.SERVER, 10);

    assertThat(action()).isEqualTo("REBOOT app1");
  }

  @Test
  void shouldRestartNothingForCpuWhereThatIsThePolicy() {
    policy = withBudgets(new Budgets(8, 10, 24, 2, 0, 3, 6));
    verdicts.put("app1", BUSY);

    assertHeld("comes-back app1", "CPU alone is no reason here");
  }

  @Test
  void shouldTakeEachBudgetOfNoughtForCpuAsTheWordThatCpuIsNoReason() {
    verdicts.put("app1", BUSY);
    for (Budgets nought :
        new Budgets[] {
          new Budgets(8, 10, 24, 0, 3, 3, 6),
          new Budgets(8, 10, 24, 2, 3, 0, 6),
          new Budgets(8, 10, 24, 2, 3, 3, 0)
        }) {
      policy = withBudgets(nought);
      assertHeld("comes-back app1", "CPU alone is no reason here");
    }
  }

  @Test
  void shouldStopRestartingAnAgentThatDiesAllDay() {
    verdicts.put("app1", AGENT_DEAD);
    for (int i = 2; i < 9; i++) {
      treated("app1", Remedy.RESTART_AGENT, i * HOUR);
    }
    assertThat(action()).isEqualTo("RESTART_AGENT app1");

    treated("app1", Remedy.RESTART_AGENT, 9 * HOUR);
    assertHeld("agent app1", "its agent was restarted 8 times within a day");
  }

  private void cured(String server, int... secondsAgo) {
    for (int ago : secondsAgo) {
      treatments.add(
          new Treatment(
              server,
              Remedy.RESTART_SERVICE,
              NOW.minusSeconds(ago),
              NOW.minusSeconds(ago - 1),
              Optional.empty(),
              Optional.empty(),
              ""));
    }
  }

  private void replaced(String server, String by, int secondsAgo) {
    Instant then = NOW.minusSeconds(secondsAgo);
    treatments.add(
        new Treatment(
            server,
            Remedy.REPLACE,
            then,
            then.plusSeconds(1),
            Optional.empty(),
            Optional.empty(),
            "",
            Optional.of(by)));
  }

  private void assertHeld(String condition, String why) {
    assertThat(admit().action()).isEmpty();
    assertThat(admit().quarantine()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly(condition);
    assertThat(admit().holds()).singleElement().asString().contains(why);
  }

  private static GuardPolicy withBudgets(Budgets budgets) {
    return GuardPolicy.builder().budgets(budgets).build();
  }
}
