package io.restartmonkey.monitor;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.ScriptedCluster.State;
import io.restartmonkey.health.Tick;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Quarantine;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the monitor does to servers in trouble, and when it leaves them alone. */
class MonitorTest extends MonitoredCluster {
  @Test
  void shouldDoNothingToAHealthyCluster() {
    ticks(monitor(), 600);

    assertThat(done).isEmpty();
    assertThat(alerts).isEmpty();
  }

  @Test
  void shouldRestartTheOneThatBurnsCpu() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);

    ticks(monitor, 60);

    assertThat(done).containsExactly("RESTART_SERVICE app1");
  }

  @Test
  void shouldKeepNoMoreOfTheFleetForARestartThanItNeeds() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);

    ticks(monitor, 60);

    assertThat(journals.newestRecord().snapshot().registered())
        .extracting(each -> each.name())
        .containsExactly("app1", "proxy1", "redis1");
  }

  @Test
  void shouldBeginTheRestartAtTheNeededHeartbeat() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);

    ticks(monitor, POLICY.health().needed() - 1);
    assertThat(done).isEmpty();
    ticks(monitor, 1);
    assertThat(done).hasSize(1);
  }

  @Test
  void shouldPowerCycleTheOneThatHangs() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app2", State.FROZEN);

    ticks(monitor, 30);

    assertThat(done).containsExactly("POWER_CYCLE app2");
  }

  @Test
  void shouldRestartTheServiceOfAWedgedAppUnderALiveAgent() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app2", State.APP_HUNG);

    ticks(monitor, 30);

    assertThat(done).containsExactly("RESTART_SERVICE app2");
  }

  @Test
  void shouldRestartADeadAgentAndLeaveTheAppAlone() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.AGENT_DEAD);

    ticks(monitor, 60);

    assertThat(done).containsExactly("RESTART_AGENT app1");
  }

  @Test
  void shouldNotTakeLoadForAFault() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);
    ticks(monitor, 3); // Load does not reach all servers in the same moment.
    cluster.is("app2", State.BUSY);

    ticks(monitor, 120);

    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED load app");
  }

  @Test
  void shouldAddASurgeServerBeforeItTakesTheLastOne() {
    cluster.remove("app2");
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);
    effect =
        action -> {
          switch (action.remedy()) {
            case ADD_SURGE -> cluster.add(server("app1-surge", "app", "surge"));
            case RETIRE -> cluster.remove(action.server());
            default -> cluster.boot(action.server());
          }
        };

    ticks(monitor, 200);

    assertThat(done).containsExactly("ADD_SURGE app1", "RESTART_SERVICE app1", "RETIRE app1-surge");
  }

  @Test
  void shouldClimbTheLadderAndThenSetTheServerApart() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);
    runner.on("restart-server app1", RecordingRunner::failure);
    runner.on("add-server localhost,app1-2", RecordingRunner::failure);

    ticks(monitor, 200);

    assertThat(done)
        .startsWith("RESTART_SERVICE app1", "REBOOT app1", "POWER_CYCLE app1", "REPLACE app1");
    assertThat(done.subList(4, done.size())).containsOnly("RETIRE app1-2");
    assertThat(records.quarantined()).containsOnlyKeys("app1");
    assertThat(alerts).contains("RAISED trouble app1", "RAISED quarantine app1");
  }

  @Test
  void shouldDoNothingWhilePausedAndSayWhy() {
    pauses.begin("kim", "moving the rack", Duration.ofHours(1));
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);

    Tick last = ticks(monitor, 60);

    assertThat(done).isEmpty();
    assertThat(last.decision().holds())
        .singleElement()
        .asString()
        .startsWith("not restart-service app1: ")
        .contains("paused by kim until")
        .endsWith("moving the rack");
  }

  @Test
  void shouldDoNothingWhileAnotherRunHasTheLeaseAndWatchAnewAfterIt() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    lease.takenBy("run-of-somebody");
    cluster.is("app1", State.BUSY);
    ticks(monitor, 60);
    assertThat(done).isEmpty();

    lease.release("run-of-somebody");
    ticks(monitor, 29);
    assertThat(done).isEmpty();
    ticks(monitor, 3);
    assertThat(done).containsExactly("RESTART_SERVICE app1");
  }

  @Test
  void shouldDoNothingWhileTheClusterIsHalfWayThroughARestart() {
    records.halfWay(Optional.of("20260102-030405-0001"));
    Monitor monitor = monitor();
    cluster.is("app1", State.BUSY);
    ticks(monitor, 90);

    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED half-way 20260102-030405-0001");
  }

  @Test
  void shouldDoNothingWhileAnotherMachineIsHalfWayThroughARestart() {
    intents.begun(new IncompleteRun("20260102-030405-0001", "there"));
    Monitor monitor = monitor();
    cluster.is("app1", State.BUSY);
    ticks(monitor, 90);
    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED half-way 20260102-030405-0001");

    intents.halfWay().ifPresent(intents::completed);
    ticks(monitor, 90);

    assertThat(done).containsExactly("RESTART_SERVICE app1");
    assertThat(alerts).endsWith("RESOLVED half-way 20260102-030405-0001");
  }

  @Test
  void shouldNotCallOverWhatStillHoldsWhenItStops() {
    records.halfWay(Optional.of("20260102-030405-0001"));
    Monitor monitor = monitor();
    ticks(monitor, 60);

    monitor.close();

    assertThat(alerts).containsExactly("RAISED half-way 20260102-030405-0001");
  }

  @Test
  void shouldTellOfWhatItsLastStepLeftBehind() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    runner.on("restart-server app1", RecordingRunner::failure);
    cluster.is("app1", State.BUSY);
    ticks(monitor, 8);
    assertThat(done).hasSize(1);
    assertThat(alerts).isEmpty();

    monitor.close();

    assertThat(alerts).containsExactly("RAISED trouble app1");
    assertThat(done).hasSize(1);
  }

  @Test
  void shouldNotBeBusyForEverWithATreatmentThatBreaks() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    runner.on(
        "restart-server app1",
        run -> {
          throw new NoClassDefFoundError("the jar was replaced");
        });
    cluster.is("app1", State.BUSY);

    Tick last = ticks(monitor, 30);

    assertThat(last.running()).isEmpty();
    assertThat(alerts).isNotEmpty();
  }

  @Test
  void shouldHoldAndTellWhatComesBackAfterItsCures() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    effect = action -> {};
    cluster.is("app1", State.BUSY);

    Tick last = ticks(monitor, 600);

    assertThat(done).containsExactly("RESTART_SERVICE app1", "REBOOT app1");
    assertThat(alerts).containsExactly("RAISED comes-back app1");
    assertThat(records.quarantined()).isEmpty();
    assertThat(last.decision().holds())
        .singleElement()
        .asString()
        .contains("it got 2 cures within an hour already");
  }

  @Test
  void shouldNotRestartForCpuHowOftenItEverComesBackInAWeek() {
    Monitor monitor = monitor();
    for (int hour = 0; hour < 7 * 24; hour++) {
      cluster.is("app1", State.BUSY);
      ticks(monitor, 60);
      cluster.is("app1", State.WELL);
      ticks(monitor, 60);
      time.pass(Duration.ofMinutes(56));
    }

    assertThat(done).hasSizeBetween(3, 3 * 8).allMatch(cure -> cure.endsWith(" app1"));
  }

  @Test
  void shouldLeaveAServerAloneWhoseAppAnswersThoughSshAndAgentDoNot() {
    runner.on("restart-agent app1", RecordingRunner::failure);
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.ONLY_APP_ANSWERS);

    for (int hour = 0; hour < 48; hour++) {
      ticks(monitor, 180);
      time.pass(Duration.ofMinutes(54));
    }

    assertThat(done).containsOnly("RESTART_AGENT app1").hasSizeLessThanOrEqualTo(3 * 8);
    assertThat(records.quarantined()).isEmpty();
    assertThat(alerts).contains("RAISED agent app1");
  }

  @Test
  void shouldAskTwiceBeforeItPowerCycles() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.FROZEN);
    ticks(monitor, 8);
    cluster.is("app1", State.ONLY_APP_ANSWERS);
    ticks(monitor, 1);
    cluster.is("app1", State.WELL);
    ticks(monitor, 10);

    assertThat(done).doesNotContain("POWER_CYCLE app1");
  }

  @Test
  void shouldSetApartWhatNeedsACureTooOften() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    effect = action -> {};
    cluster.is("app1", State.APP_HUNG);

    ticks(monitor, 600);

    assertThat(done).containsExactly("RESTART_SERVICE app1", "REBOOT app1", "POWER_CYCLE app1");
    assertThat(records.quarantined()).containsOnlyKeys("app1");
  }

  @Test
  void shouldStartNothingThatAnOperatorHasStopped() {
    intents.begun(new IncompleteRun("20260102-030405-0001", "there").stopped());
    Monitor monitor = monitor();
    cluster.is("app1", State.APP_HUNG);
    ticks(monitor, 90);
    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED stopped 20260102-030405-0001");

    intents.halfWay().ifPresent(intents::completed);
    ticks(monitor, 90);
    assertThat(done).containsExactly("RESTART_SERVICE app1");
    assertThat(alerts).contains("RESOLVED stopped 20260102-030405-0001");
  }

  @Test
  void shouldRestartNothingThatAnotherMachineHasGivenUp() {
    intents.write(new Quarantine("app1", "there", "nothing helped"));
    Monitor monitor = monitor();
    cluster.is("app1", State.FROZEN);
    ticks(monitor, 90);

    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED quarantine app1");
  }
}
