package io.restartmonkey.monitor;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.ScriptedCluster.State;
import io.restartmonkey.health.Pause;
import io.restartmonkey.health.Tick;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.spi.Quarantine;
import io.restartmonkey.spi.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the monitor makes of a cluster, a registry or a disk that it loses sight of. */
class MonitorSightTest extends MonitoredCluster {
  @Test
  void shouldDoNothingWhileTheClusterCannotBeSeenNorRightAfter() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.reachable(false);
    ticks(monitor, 30);
    cluster.reachable(true);

    ticks(monitor, 60);

    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED cannot-see", "RESOLVED cannot-see");
  }

  @Test
  void shouldWakeNobodyForARedisThatIsBackInAMoment() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.reachable(false);
    ticks(monitor, 8); // 14 s from the first to the last
    cluster.reachable(true);
    ticks(monitor, 60);
    assertThat(alerts).isEmpty();

    cluster.reachable(false);
    ticks(monitor, 9);
    assertThat(alerts).containsExactly("RAISED cannot-see");
  }

  @Test
  void shouldStandByWithoutAWordWhileAnotherMonitorLeads() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);
    cluster.is("app2", State.BUSY);
    ticks(monitor, 20);
    assertThat(alerts).containsExactly("RAISED load app");
    alerts.clear();
    leaders.takenBy("there");
    cluster.lose(); // It sees that too.
    cluster.boot("app1");
    cluster.boot("app2");
    ticks(monitor, 60);
    cluster.is("app1", State.FROZEN);

    Tick last = ticks(monitor, 60);

    assertThat(done).isEmpty();
    assertThat(alerts).isEmpty();
    assertThat(last.decision().holds())
        .anySatisfy(
            hold -> assertThat(hold).endsWith("monitor there leads, and this one stands by"));

    leaders.release("there");
    ticks(monitor, 60);
    assertThat(done).containsExactly("POWER_CYCLE app1");
  }

  @Test
  void shouldTellOnceWhatItAloneKnowsWhileItStandsBy() {
    leaders.takenBy("there");
    Monitor monitor = monitor();
    ticks(monitor, 60);
    records.breaks(true);
    cluster.reachable(false);
    ticks(monitor, 30);
    records.breaks(false);
    cluster.reachable(true);
    ticks(monitor, 30);

    assertThat(alerts)
        .containsExactlyInAnyOrder(
            "RAISED keep", "RAISED cannot-see", "RESOLVED keep", "RESOLVED cannot-see");
  }

  @Test
  void shouldTellThatNobodyCanLead() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    leaders.reachable(false);
    cluster.is("app1", State.FROZEN);
    ticks(monitor, 60);

    assertThat(done).isEmpty();
    assertThat(alerts).contains("RAISED cannot-lead");
  }

  @Test
  void shouldSeeWhoIsSilentAlsoWhileItMayDoNothing() {
    records.halfWay(Optional.of("20260102-030405-0001"));
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.FROZEN);

    Tick last = ticks(monitor, 60);

    assertThat(last.verdicts().get("app1")).isInstanceOf(Verdict.Hung.class);
  }

  @Test
  void shouldNotTakeASilentServerForHungThatItHasNeverHeardOf() {
    cluster.is("canary1", State.FROZEN);

    Tick last = ticks(monitor(), 60);

    assertThat(last.verdicts().get("canary1")).isInstanceOf(Verdict.Suspect.class);
  }

  @Test
  void shouldTakeASilentServerForHungThatTheMonitorBeforeItHeard() {
    ticks(monitor(), 60);
    cluster.is("canary1", State.FROZEN);

    Tick last = ticks(monitor(), 60);

    assertThat(last.verdicts().get("canary1")).isInstanceOf(Verdict.Hung.class);
  }

  @Test
  void shouldRememberTheServersThatRedisForgot() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.lose();

    ticks(monitor, 60);

    assertThat(cluster.restored()).contains("app1", "redis1").hasSize(5);
    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED registry", "RESOLVED registry");
  }

  @Test
  void shouldTakeItselfForTheSickOneWhenAllAreSilent() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    for (String name : List.of("redis1", "proxy1", "app1", "app2", "canary1")) {
      cluster.is(name, State.FROZEN);
    }

    ticks(monitor, 60);

    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED mass-silence");
  }

  @Test
  void shouldGoOnWatchingWhenNothingCanBeKept() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    records.breaks(true);
    ticks(monitor, 5);
    assertThat(alerts).containsExactly("RAISED keep");

    records.breaks(false);
    cluster.is("app1", State.BUSY);
    ticks(monitor, 60);
    assertThat(alerts).contains("RESOLVED keep");
    assertThat(done).containsExactly("RESTART_SERVICE app1");
  }

  @Test
  void shouldNotCallAnythingOverThatItCannotSee() {
    Monitor monitor = monitor();
    records.quarantine("app2", "broken");
    ticks(monitor, 60);
    cluster.reachable(false);
    ticks(monitor, 3);
    cluster.reachable(true);
    ticks(monitor, 3);

    assertThat(alerts).containsExactly("RAISED quarantine app2");
  }

  @Test
  void shouldKeepAPauseThatRedisForgot() {
    pauses.begin("kim", "moving the rack", Duration.ofHours(1));
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.lose();
    pauses.end();
    cluster.is("app1", State.BUSY);

    ticks(monitor, 60);

    assertThat(done).isEmpty();
    assertThat(pauses.read()).map(Pause::why).hasValue("moving the rack");
  }

  @Test
  void shouldRememberTheServersOfARegistryThatIsFilledAnew() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.lose();
    cluster.add(server("app1", "app"));

    ticks(monitor, 2);

    assertThat(cluster.restored()).containsExactlyInAnyOrder("redis1", "proxy1", "app2", "canary1");
  }

  @Test
  void shouldNotBringBackTheOldNamesOfServersThatGotOthers() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    List<Server> before = cluster.read().registered();
    before.forEach(server -> cluster.remove(server.name()));
    before.forEach(
        server ->
            cluster.add(
                new Server(
                    "new-" + server.name(),
                    server.address(),
                    server.groups(),
                    server.provider(),
                    server.registered())));

    ticks(monitor, 2);

    assertThat(cluster.restored()).isEmpty();
    assertThat(alerts).isEmpty();
  }

  @Test
  void shouldTakeAServerThatGoesForOneThatWasTakenAway() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.remove("app2");

    ticks(monitor, 2);

    assertThat(cluster.restored()).isEmpty();
  }

  @Test
  void shouldKnowTheServersThatRedisForgotBeforeItStarted() {
    pauses.begin("kim", "moving the rack", Duration.ofHours(1));
    ticks(monitor(), 3);
    cluster.lose();
    pauses.end();

    ticks(monitor(), 3);

    assertThat(cluster.restored()).contains("app1", "redis1").hasSize(5);
    assertThat(pauses.read()).map(Pause::why).hasValue("moving the rack");
  }

  @Test
  void shouldForgetWhatWasSeenAWeekBeforeItStarts() {
    ticks(monitor(), 3);
    cluster.lose();
    cluster.elapse(Duration.ofDays(7).minusSeconds(10));
    ticks(monitor(), 1);
    assertThat(cluster.restored()).hasSize(5);

    cluster.lose();
    cluster.elapse(Duration.ofDays(8));
    ticks(monitor(), 1);
    assertThat(cluster.restored()).hasSize(5);
  }

  @Test
  void shouldKeepWhatItSeesFreshWhileNothingChanges() {
    Monitor monitor = monitor();
    ticks(monitor, 1);
    Instant first = records.lastSighting().orElseThrow().at();
    ticks(monitor, 2);
    assertThat(records.lastSighting().orElseThrow().at()).isEqualTo(first);

    cluster.elapse(Duration.ofHours(1));
    ticks(monitor, 1);

    assertThat(records.lastSighting().orElseThrow().at()).isAfter(first);
  }

  @Test
  void shouldTryAgainToKeepWhatItSeesUntilItCan() {
    records.forgets(true);
    Monitor monitor = monitor();
    ticks(monitor, 10);
    assertThat(alerts).containsExactly("RAISED keep");

    records.forgets(false);
    ticks(monitor, 2);

    assertThat(records.lastSighting()).isPresent();
    assertThat(alerts).containsExactly("RAISED keep", "RESOLVED keep");
  }

  @Test
  void shouldNotTakeAnotherClusterForTheOneThatWasSeen() {
    records.keep(
        new Sighting(
            time.instant(),
            "other",
            List.of(server("web1", "web")),
            Optional.empty(),
            Sighting.Heard.NOBODY,
            0));

    ticks(monitor(), 3);

    assertThat(cluster.restored()).isEmpty();
  }

  @Test
  void shouldLetGoOfServersThatAreTakenOutAgain() {
    Monitor monitor = monitor();
    ticks(monitor, 3);
    for (int i = 0; i < 3; i++) {
      List.of("app1", "app2", "canary1").forEach(cluster::remove);
      ticks(monitor, 3);
    }
    assertThat(cluster.restored()).containsExactlyInAnyOrder("app1", "app2", "canary1");

    ticks(monitor(), 3); // Another one does not bring them back, either.
    assertThat(cluster.restored()).hasSize(3);
  }

  @Test
  void shouldBringBackAllAsOftenAsRedisLosesAll() {
    Monitor monitor = monitor();
    ticks(monitor, 3);
    cluster.lose();
    ticks(monitor, 3);
    cluster.lose();
    ticks(monitor, 3);

    assertThat(cluster.restored()).hasSize(10);
  }

  @Test
  void shouldSayThatItIsTooSlowToSeeAnything() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);
    for (int i = 0; i < 40; i++) {
      cluster.elapse(INTERVAL.multipliedBy(5));
      ticks(monitor, 1);
    }
    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED slow");

    ticks(monitor, 60);
    assertThat(alerts).contains("RESOLVED slow");
    assertThat(done).containsExactly("RESTART_SERVICE app1");
  }

  @Test
  void shouldSayThatItLosesSightAgainAndAgain() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);
    for (int i = 0; i < 60; i++) {
      cluster.elapse(INTERVAL.multipliedBy(5));
      ticks(monitor, 10);
    }
    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED interrupted");

    ticks(monitor, 60);
    assertThat(alerts).contains("RESOLVED interrupted");
    assertThat(done).containsExactly("RESTART_SERVICE app1");
  }

  @Test
  void shouldSayThatRedisBreaksAgainAndAgain() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    for (int i = 0; i < 60; i++) {
      cluster.reachable(false);
      ticks(monitor, 1);
      cluster.reachable(true);
      ticks(monitor, 10);
    }

    assertThat(alerts).containsExactly("RAISED interrupted");
  }

  @Test
  void shouldWakeNobodyForAMachineThatSleptOnce() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.elapse(Duration.ofHours(1));
    ticks(monitor, 60);

    assertThat(alerts).isEmpty();
  }

  @Test
  void shouldNeitherForgetNorCallOverWhatItIsLiedToAbout() {
    records.quarantine("app2", "broken");
    Monitor monitor = monitor();
    cluster.is("canary1", State.AGENT_DEAD);
    effect = action -> {};
    ticks(monitor, 300);
    assertThat(alerts).containsExactly("RAISED quarantine app2", "RAISED agent canary1");
    cluster.liedAbout("canary1", true);
    ticks(monitor, 3);
    assertThat(alerts).doesNotContain("RESOLVED agent canary1").contains("RAISED refused");

    cluster.lose();
    ticks(monitor, 3);
    assertThat(cluster.restored()).contains("app1", "redis1", "proxy1", "app2");
    cluster.liedAbout("canary1", false);
    cluster.lose();
    ticks(monitor, 3);
    assertThat(cluster.restored()).contains("canary1");
  }

  @Test
  void shouldTakeItselfForTheSickOneWhateverItHearsOfQuarantine() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    for (String name : List.of("redis1", "proxy1", "app1", "app2", "canary1")) {
      cluster.is(name, State.FROZEN);
      if (!name.equals("app1")) {
        intents.write(new Quarantine(name, "there", "a lie"));
      }
    }

    ticks(monitor, 60);

    assertThat(done).isEmpty();
    assertThat(alerts).contains("RAISED mass-silence");
  }
}
