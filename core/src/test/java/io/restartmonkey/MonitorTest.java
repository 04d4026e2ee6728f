package io.restartmonkey;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.InMemoryJournals;
import io.restartmonkey.fake.InMemoryLease;
import io.restartmonkey.fake.InMemoryPauses;
import io.restartmonkey.fake.InMemoryRecords;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.ScriptedCluster;
import io.restartmonkey.fake.ScriptedCluster.State;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.monitor.Alert;
import io.restartmonkey.monitor.MonitorPolicy;
import io.restartmonkey.monitor.Pause;
import io.restartmonkey.monitor.Tick;
import io.restartmonkey.monitor.Treatment;
import io.restartmonkey.plan.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks a monitor through virtual time; servers are treated by scripts instead of Ansible. */
class MonitorTest {
  private static final Duration INTERVAL = MonitorPolicy.DEFAULT.health().interval();

  @TempDir Path folder;
  private final VirtualTime time = new VirtualTime();
  private final ScriptedCluster cluster =
      new ScriptedCluster(
          time,
          server("redis1", "redis"),
          server("proxy1", "proxy"),
          server("app1", "app"),
          server("app2", "app"),
          server("canary1", "canary"));
  private final RecordingRunner runner = new RecordingRunner();
  private final InMemoryJournals journals = new InMemoryJournals();
  private final InMemoryLease lease = new InMemoryLease();
  private final InMemoryRecords records = new InMemoryRecords();
  private final List<String> alerts = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final InMemoryPauses pauses = new InMemoryPauses(time);
  private Consumer<Job.Treatment> effect = treatment -> cluster.boot(treatment.server());

  @BeforeEach
  void writeContent() throws IOException {
    Files.writeString(
        folder.resolve("template.yaml"), "all: {children: {redis: , app: , canary: , proxy: }}");
  }

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

    ticks(monitor, MonitorPolicy.DEFAULT.health().needed() - 1);
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
  void shouldAddAnExtraServerBeforeItTakesTheLastOne() {
    cluster.remove("app2");
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.is("app1", State.BUSY);
    effect =
        treatment -> {
          switch (treatment.remedy()) {
            case ADD_EXTRA -> cluster.add(server("app1-extra", "app", "extra"));
            case RETIRE -> cluster.remove(treatment.server());
            default -> cluster.boot(treatment.server());
          }
        };

    ticks(monitor, 200);

    assertThat(done).containsExactly("ADD_EXTRA app1", "RESTART_SERVICE app1", "RETIRE app1-extra");
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
    assertThat(last.ruling().holds())
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
  void shouldTakeAServerThatGoesForOneThatWasTakenAway() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    cluster.remove("app2");

    ticks(monitor, 2);

    assertThat(cluster.restored()).isEmpty();
  }

  @Test
  void shouldSetApartWhatNeedsACureTooOften() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    effect = treatment -> {};
    cluster.is("app1", State.BUSY);

    ticks(monitor, 600);

    assertThat(done).containsExactly("RESTART_SERVICE app1", "REBOOT app1", "POWER_CYCLE app1");
    assertThat(records.quarantined()).containsOnlyKeys("app1");
  }

  private Monitor monitor() {
    RestartMonkey monkey =
        RestartMonkey.builder()
            .source(cluster)
            .content(Content.in(folder, folder.resolve("template.yaml")))
            .runner(runner)
            .journals(journals)
            .lease(lease)
            .clock(time)
            .isHere(server -> false)
            .listener(new Effects())
            .build();
    return new Monitor(
        monkey,
        MonitorPolicy.DEFAULT,
        new MonitorPorts(
            cluster,
            cluster,
            cluster,
            lease,
            pauses,
            records,
            alert -> alerts.add(words(alert)),
            Runnable::run,
            Runnable::run,
            time,
            cluster.ticker()));
  }

  private static String words(Alert alert) {
    return alert.kind() + " " + alert.condition().key();
  }

  private Tick ticks(Monitor monitor, int number) {
    Tick last = null;
    for (int i = 0; i < number; i++) {
      cluster.pass(INTERVAL);
      last = monitor.tick();
    }
    return Objects.requireNonNull(last);
  }

  /** What a treatment does to the cluster, and what is remembered of it. */
  private final class Effects implements RunListener {
    @Override
    public void runEnded(RestartReport report) {
      Job.Treatment treatment = (Job.Treatment) journals.newestRecord().request().job();
      done.add(treatment.remedy() + " " + treatment.server());
      if (report.isDone()) {
        effect.accept(treatment);
      }
      records.add(
          new Treatment(
              treatment.server(),
              treatment.remedy(),
              time.instant(),
              time.instant(),
              report.isDone() ? Treatment.Result.DONE : Treatment.Result.SERVER,
              treatment.remedy() == Remedy.REPLACE && !report.isDone()
                  ? Optional.of(treatment.server() + "-2")
                  : Optional.empty(),
              ""));
    }
  }
}
