package io.restartmonkey;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.live;
import static io.restartmonkey.fake.Servers.server;
import static io.restartmonkey.fake.Servers.silent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.fake.CollectingListener;
import io.restartmonkey.fake.InMemoryJournals;
import io.restartmonkey.fake.InMemoryLease;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.plan.Planning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartMonkeyTest {
  private static final RestartRequest CHAIN = RestartRequest.of(Stage.SMOKE_TEST);

  @TempDir Path folder;
  private final RecordingRunner runner = new RecordingRunner();
  private final InMemoryJournals journals = new InMemoryJournals();
  private final InMemoryLease lease = new InMemoryLease();
  private final CollectingListener listener = new CollectingListener();
  private ClusterSnapshot snapshot = Servers.example();

  @BeforeEach
  void writeContent() throws IOException {
    write("template.yaml", "all: {children: {redis: , app: , canary: , proxy: }}");
    write("stopservices.yaml", diamond("proxy", "redis"));
    write("restartservices.yaml", diamond("redis", "proxy"));
    write("smoketest.yaml", "- hosts: redis\n- hosts: app\n- hosts: proxy\n");
  }

  @Test
  void shouldStopInReverseAndRestartInOrder() {
    RestartReport report = monkey().run(RestartRequest.restartCluster());

    assertThat(report.status()).isEqualTo(RestartReport.Status.DONE);
    List<String> sequence = runner.sequence();
    assertThat(sequence).hasSize(16);
    assertThat(sequence.subList(0, 2)).containsExactly("begin stop proxy1", "end stop proxy1");
    assertThat(sequence.subList(2, 6))
        .containsExactlyInAnyOrder(
            "begin stop app1,app2", "end stop app1,app2", "begin stop canary1", "end stop canary1");
    assertThat(sequence.subList(6, 10))
        .containsExactly(
            "begin stop redis1", "end stop redis1", "begin restart redis1", "end restart redis1");
    assertThat(sequence.subList(10, 14))
        .containsExactlyInAnyOrder(
            "begin restart app1,app2",
            "end restart app1,app2",
            "begin restart canary1",
            "end restart canary1");
    assertThat(sequence.subList(14, 16))
        .containsExactly("begin restart proxy1", "end restart proxy1");
  }

  @Test
  void shouldRunIndependentStepsSideBySide() {
    CountDownLatch both = new CountDownLatch(2);
    for (String step : List.of("restart app1,app2", "restart canary1")) {
      runner.on(
          step,
          run -> {
            both.countDown();
            return await(both) ? RecordingRunner.success(run) : RecordingRunner.failure(run);
          });
    }

    assertThat(monkey().run(RestartRequest.of(Stage.RESTART)).isDone()).isTrue();
  }

  @Test
  void shouldGiveEachRunItsTargetsTheProxiesAndNobodyElse() {
    monkey().run(RestartRequest.of(Stage.RESTART).withVariables(Map.of("reboot_servers", false)));

    PlaybookRun app =
        runner.runs().stream()
            .filter(run -> run.targets().contains("app1"))
            .findFirst()
            .orElseThrow();
    assertThat(app.inventory().servers())
        .extracting(each -> each.name())
        .containsExactly("app1", "app2", "proxy1");
    assertThat(app.tag()).hasValue("app");
    assertThat(app.variables())
        .containsEntry("reboot_servers", false)
        .containsEntry("preflight_expected_hosts", List.of("app1", "app2"));
  }

  @Test
  void shouldRunAPatternOnTheServersThatAnsibleNames() throws IOException {
    write("smoketest.yaml", "- hosts: app:!app1\n");
    runner.match("app:!app1", new PatternMatch.Hosts(List.of("app2")));

    monkey().run(CHAIN);

    assertThat(runner.sequence()).containsExactly("begin smoketest app2", "end smoketest app2");
    assertThat(runner.runs().get(0).inventory().servers())
        .extracting(each -> each.name())
        .containsExactly("app2", "proxy1");
  }

  @Test
  void shouldLetAnsibleCountPositionsAsItDidForThePlan() throws IOException {
    write("smoketest.yaml", "- hosts: app[1]\n");
    runner.match("app[1]", new PatternMatch.Hosts(List.of("app2")));

    monkey().run(CHAIN);

    PlaybookRun run = runner.runs().get(0);
    assertThat(run.targets()).containsExactly("app2");
    assertThat(run.inventory().named("app").orElseThrow())
        .extracting(each -> each.name())
        .containsExactly("app1", "app2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-iapp*", "'{{ app }}*'", "~("})
  void shouldRefuseAPatternWithFileAndLineAndTouchNothing(String pattern) throws IOException {
    write("smoketest.yaml", "- hosts: redis\n- hosts: %s\n".formatted(pattern));
    runner.match("~(", new PatternMatch.Refused("ERROR! Invalid host list pattern: ~("));

    assertThat(monkey().run(CHAIN).refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.message()).contains("smoketest.yaml:2: runs on"));
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldWriteEachIntentBeforeTheActAndItsEndBeforeTheNext() {
    monkey().run(CHAIN);

    assertThat(journals.entries())
        .extracting(RestartMonkeyTest::shortly)
        .containsExactly(
            "intended 01-smoketest-redis",
            "done 01-smoketest-redis",
            "intended 02-smoketest-app",
            "done 02-smoketest-app",
            "intended 03-smoketest-proxy",
            "done 03-smoketest-proxy",
            "ended DONE");
  }

  @Test
  void shouldHaltAtTheFirstFailureAndSayHowToGoOn() {
    runner.on("smoketest app1,app2", RecordingRunner::failure);

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.FAILED);
    assertThat(report.steps())
        .extracting(StepReport::status)
        .containsExactly(
            StepReport.Status.DONE, StepReport.Status.FAILED, StepReport.Status.NOT_BEGUN);
    assertThat(report.message())
        .contains("app1 failed at 'Wait for the app': HTTP 500")
        .contains("restart-monkey resume run-1");
    assertThat(journals.report()).hasValue(report);
  }

  @Test
  void shouldLetAStepThatRunsFinishWhenItsNeighbourFails() {
    CountDownLatch failed = new CountDownLatch(1);
    runner.on(
        "restart canary1",
        run -> {
          failed.countDown();
          return RecordingRunner.failure(run);
        });
    runner.on(
        "restart app1,app2",
        run -> await(failed) ? RecordingRunner.success(run) : RecordingRunner.failure(run));

    monkey().run(RestartRequest.of(Stage.RESTART));

    assertThat(runner.sequence())
        .contains("end restart app1,app2")
        .doesNotContain("begin restart proxy1");
  }

  @Test
  void shouldGoOnFromTheFailureWithoutRepeatingWhatIsDone() {
    runner.on("smoketest app1,app2", RecordingRunner::failure);
    monkey().run(CHAIN);
    runner.on("smoketest app1,app2", RecordingRunner::success);

    RestartReport report = monkey().resume("run-1", new StopSignal());

    assertThat(report.status()).isEqualTo(RestartReport.Status.DONE);
    assertThat(report.steps().get(0).status()).isEqualTo(StepReport.Status.DONE_BEFORE);
    assertThat(runner.sequence())
        .containsExactly(
            "begin smoketest redis1",
            "end smoketest redis1",
            "begin smoketest app1,app2",
            "fail smoketest app1,app2",
            "begin smoketest app1,app2",
            "end smoketest app1,app2",
            "begin smoketest proxy1",
            "end smoketest proxy1");
  }

  @Test
  void shouldConvergeAfterACrashAtEveryWrite() {
    for (int writes = 0; writes <= 5; writes++) {
      RecordingRunner each = new RecordingRunner();
      InMemoryJournals crashing = new InMemoryJournals();
      crashing.breakAfter(writes);
      RestartMonkey monkey = builder().runner(each).journals(crashing).build();
      assertThat(crash(monkey)).as("crash after %d writes", writes).contains("no space left");
      List<String> doneBefore = doneSteps(crashing);
      int before = each.sequence().size();
      crashing.mend();

      RestartReport report = monkey.resume("run-1", new StopSignal());

      assertThat(report.isDone()).as("crash after %d writes", writes).isTrue();
      assertThat(each.sequence().subList(before, each.sequence().size()))
          .as("crash after %d writes", writes)
          .noneMatch(line -> doneBefore.stream().anyMatch(line::endsWith));
    }
  }

  /** What the run says of its own end, thrown or reported. */
  private static String crash(RestartMonkey monkey) {
    try {
      return monkey.run(CHAIN).message();
    } catch (RunFolderException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void shouldSayHowToGoOnWhenTheJournalBreaksHalfWay() {
    journals.breakAfter(3);

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.STOPPED);
    assertThat(report.message()).contains("no space left", "restart-monkey resume run-1");
  }

  @Test
  void shouldNotWaitForAStepThatBreaksInAnUnforeseenWay() {
    runner.on(
        "smoketest redis1",
        run -> {
          throw new StackOverflowError("unforeseen");
        });

    assertThatThrownBy(() -> monkey().run(CHAIN)).hasMessageContaining("unforeseen");
  }

  @Test
  void shouldTouchNothingWhenAnsibleWouldRefuseAPlaybook() {
    runner.refuse("ERROR! the role 'nowhere' was not found");

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.REFUSED);
    assertThat(report.refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.message()).contains("'nowhere'"));
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldRefuseToBeginWithoutKnowingTheLease() {
    lease.reachable(false);

    assertThatThrownBy(() -> monkey().run(CHAIN))
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("lease");
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldBeginWithoutKnowingTheLeaseWhenTheStateIsFromAFile() {
    lease.reachable(false);
    ClusterSource file =
        new ClusterSource() {
          @Override
          public ClusterSnapshot read() {
            return snapshot;
          }

          @Override
          public boolean isLive() {
            return false;
          }
        };

    assertThat(builder().source(file).build().run(CHAIN).isDone()).isTrue();
  }

  @Test
  void shouldNotRepeatAStepThatEndedWellWithoutAnyoneSeeingIt() {
    journals.breakAfter(1);
    crash(monkey());
    journals.mend();
    runner.finishedUnseen();

    monkey().resume("run-1", new StopSignal());

    assertThat(runner.recovered()).containsExactly("smoketest redis1");
    assertThat(runner.sequence()).filteredOn("begin smoketest redis1"::equals).hasSize(1);
  }

  @Test
  void shouldFinishTheRunningStepWhenAskedToStop() {
    StopSignal stop = new StopSignal();
    runner.on(
        "smoketest redis1",
        run -> {
          stop.afterRunningSteps();
          return RecordingRunner.success(run);
        });

    RestartReport report = monkey().run(CHAIN, stop);

    assertThat(report.status()).isEqualTo(RestartReport.Status.STOPPED);
    assertThat(runner.sequence()).containsExactly("begin smoketest redis1", "end smoketest redis1");
  }

  @Test
  void shouldInterruptTheRunningStepWhenAskedToStopNow() {
    StopSignal stop = new StopSignal();
    runner.on(
        "smoketest redis1",
        run -> {
          stop.now();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            return new PlaybookOutcome.CutOff("ended, as asked", Map.of());
          }
          return RecordingRunner.success(run);
        });

    assertThat(monkey().run(CHAIN, stop).status()).isEqualTo(RestartReport.Status.STOPPED);
  }

  @Test
  void shouldStopAtOnceWhenItsOwnThreadIsInterrupted() {
    Thread caller = Thread.currentThread();
    runner.on(
        "smoketest redis1",
        run -> {
          caller.interrupt();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            return new PlaybookOutcome.CutOff("ended, as asked", Map.of());
          }
          return RecordingRunner.success(run);
        });

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.STOPPED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(journals.entries())
        .extracting(RestartMonkeyTest::shortly)
        .endsWith("failed 01-smoketest-redis", "ended STOPPED");
  }

  @Test
  void shouldBeginNothingOnceStopped() {
    StopSignal stop = new StopSignal();
    stop.afterRunningSteps();

    monkey().run(CHAIN, stop);

    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldHaltWhenAnotherRunTakesTheLease() {
    runner.on(
        "smoketest redis1",
        run -> {
          lease.takenBy("run-of-another-machine");
          return RecordingRunner.success(run);
        });

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.STOPPED);
    assertThat(report.message()).contains("run-of-another-machine");
    assertThat(lease.holder()).hasValue("run-of-another-machine");
  }

  @Test
  void shouldGoOnWhileTheLeasesStoreItselfRestarts() {
    runner.on(
        "smoketest redis1",
        run -> {
          lease.reachable(false);
          return RecordingRunner.success(run);
        });

    assertThat(monkey().run(CHAIN).isDone()).isTrue();
  }

  @Test
  void shouldRefuseASecondRunAndTouchNothing() {
    lease.takenBy("other");

    assertThatThrownBy(() -> monkey().run(CHAIN))
        .isInstanceOf(RunInProgressException.class)
        .hasMessageContaining("other");
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldInheritTheLeaseOfARunThatCouldNotGiveItBack() {
    monkey().run(CHAIN);
    lease.takenBy("run-1");

    assertThat(monkey().run(CHAIN).isDone()).isTrue();
    assertThat(lease.holder()).isEmpty();
  }

  @Test
  void shouldGiveTheLeaseBack() {
    monkey().run(CHAIN);

    assertThat(lease.holder()).isEmpty();
  }

  @Test
  void shouldRefuseToBeginBesideWhatADeadRunLeft() {
    runner.leftBehind(new Leftover("dead-run", List.of(17L)));

    assertThatThrownBy(() -> monkey().run(CHAIN))
        .isInstanceOf(RunInProgressException.class)
        .hasMessageContaining("process 17")
        .hasMessageContaining("resume dead-run");
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldResumeARunBesideItsOwnLeftoversButNotBesideThoseOfAnother() {
    journals.breakAfter(1);
    crash(monkey());
    journals.mend();
    runner.leftBehind(new Leftover("other", List.of(17L)), new Leftover("run-1", List.of(18L)));

    assertThatThrownBy(() -> monkey().resume("run-1", new StopSignal()))
        .isInstanceOf(RunInProgressException.class)
        .hasMessageContaining("run other");

    runner.leftBehind(new Leftover("run-1", List.of(18L)));
    assertThat(monkey().resume("run-1", new StopSignal()).isDone()).isTrue();
  }

  @Test
  void shouldRefuseWithoutRunningServersAndNotLeaveAJournal() {
    snapshot =
        new ClusterSnapshot("demo", NOW, List.of(silent(server("redis1", "redis"))), List.of());

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.REFUSED);
    assertThat(report.refusals()).hasSize(3);
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldNoteWhatItLeavesOut() {
    List<io.restartmonkey.cluster.ServerState> states = new ArrayList<>(snapshot.servers());
    states.add(silent(server("app3", "app")));
    states.add(live(server("db1", "db")));
    snapshot =
        new ClusterSnapshot(
            "demo", NOW, states, List.of(new io.restartmonkey.cluster.RefusedRecord("x", "bad")));

    Planning planning = monkey().plan(CHAIN);

    assertThat(((Planning.Ready) planning).plan().notes())
        .containsExactly(
            "app3 is registered but left out: it has no heartbeat",
            "db1 is left out: the template has none of its groups [db]",
            "refused x: bad");
  }

  @Test
  void shouldTellTheListenerAndSurviveOneThatThrows() {
    builder().listener(listener).build().run(CHAIN);
    RunListener throwing =
        new RunListener() {
          @Override
          public void stepStarted(io.restartmonkey.plan.Step step) {
            throw new IllegalStateException("broken listener");
          }
        };

    assertThat(builder().listener(throwing).build().run(CHAIN).isDone()).isTrue();
    assertThat(listener.lines())
        .containsExactly(
            "run 3 steps",
            "begin 01-smoketest-redis",
            "DONE 01-smoketest-redis",
            "begin 02-smoketest-app",
            "DONE 02-smoketest-app",
            "begin 03-smoketest-proxy",
            "DONE 03-smoketest-proxy",
            "run DONE");
  }

  @Test
  void shouldPassOnThatAnsibleIsMissing() {
    runner.on(
        "smoketest redis1",
        run -> {
          throw new AnsibleUnavailableException("not on this machine");
        });

    assertThatThrownBy(() -> monkey().run(CHAIN)).isInstanceOf(AnsibleUnavailableException.class);
    assertThat(journals.entries())
        .extracting(RestartMonkeyTest::shortly)
        .containsExactly(
            "intended 01-smoketest-redis", "failed 01-smoketest-redis", "ended STOPPED");
  }

  private RestartMonkey monkey() {
    return builder().build();
  }

  private RestartMonkey.Builder builder() {
    return RestartMonkey.builder()
        .source(() -> snapshot)
        .content(Content.in(folder, folder.resolve("template.yaml")))
        .runner(runner)
        .journals(journals)
        .lease(lease)
        .clock(new VirtualTime())
        .isHere(server -> false);
  }

  private static List<String> doneSteps(InMemoryJournals journals) {
    Map<String, String> targets =
        Map.of(
            "01-smoketest-redis", "redis1",
            "02-smoketest-app", "app1,app2",
            "03-smoketest-proxy", "proxy1");
    return journals.entries().stream()
        .filter(JournalEntry.Done.class::isInstance)
        .map(entry -> targets.get(((JournalEntry.Done) entry).step()))
        .flatMap(name -> Optional.ofNullable(name).stream())
        .toList();
  }

  private static String shortly(JournalEntry entry) {
    if (entry instanceof JournalEntry.Intended intended) {
      return "intended " + intended.step();
    } else if (entry instanceof JournalEntry.Done done) {
      return "done " + done.step();
    } else if (entry instanceof JournalEntry.Failed failed) {
      return "failed " + failed.step();
    }
    return "ended " + ((JournalEntry.Ended) entry).status();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static String diamond(String first, String last) {
    return """
        - hosts: %1$s
          vars: {run_after: []}
          tags: [%1$s]
        - hosts: app
          vars: {run_after: [%1$s]}
          tags: [app]
        - hosts: canary
          vars: {run_after: [%1$s]}
          tags: [canary]
        - hosts: %2$s
          vars: {run_after: [app, canary]}
          tags: [%2$s]
        """
        .formatted(first, last);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
