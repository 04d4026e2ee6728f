package io.restartmonkey;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.live;
import static io.restartmonkey.fake.Servers.server;
import static io.restartmonkey.fake.Servers.silent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.PatternMatch;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.ClusterSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartMonkeyTest extends RestartMonkeyFixture {
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
  void shouldHaveTheStepsMadeReadyThatComeNext() {
    runner.on(
        "smoketest redis1",
        run -> {
          assertThat(runner.prepared()).doesNotContain("smoketest proxy1");
          return RecordingRunner.success(run);
        });

    assertThat(monkey().run(CHAIN).isDone()).isTrue();

    assertThat(runner.prepared())
        .containsExactly("smoketest redis1", "smoketest app1,app2", "smoketest proxy1");
    assertThat(runner.dropped()).isEmpty();
  }

  @Test
  void shouldHaveOneStepOfEachPlaybookMadeReadyFirst() {
    monkey().run(RestartRequest.restartCluster());

    assertThat(runner.prepared()).startsWith("stop proxy1", "restart redis1");
  }

  @Test
  void shouldDropWhatWasMadeReadyInVain() {
    runner.on("smoketest redis1", RecordingRunner::failure);

    assertThat(monkey().run(CHAIN).isDone()).isFalse();

    assertThat(runner.sequence())
        .containsExactly("begin smoketest redis1", "fail smoketest redis1");
    assertThat(runner.prepared()).containsExactly("smoketest redis1", "smoketest app1,app2");
    assertThat(runner.dropped()).containsExactly("smoketest app1,app2");
  }

  @Test
  void shouldGiveEachStepTheServersThatBareAnsibleSees() throws IOException {
    List<ServerState> states = new ArrayList<>(Servers.example().servers());
    states.add(Servers.live(server("worker1", "worker")));
    states.add(Servers.silent(server("worker2", "worker")));
    snapshot = new ClusterSnapshot("demo", NOW, states, List.of());
    write("template.yaml", "all: {children: {redis: , app: , canary: , proxy: , worker: }}");

    monkey().run(RestartRequest.of(Stage.RESTART).withVariables(Map.of("reboot_servers", false)));

    PlaybookRun app =
        runner.runs().stream()
            .filter(run -> run.targets().contains("app1"))
            .findFirst()
            .orElseThrow();
    assertThat(app.inventory().servers())
        .extracting(each -> each.name())
        .containsExactly("app1", "app2", "canary1", "proxy1", "redis1", "worker1");
    assertThat(app.targets()).containsExactly("app1", "app2");
    assertThat(app.play()).hasValue(new OnePlay(2, 4, "app", "app"));
    assertThat(app.variables())
        .containsEntry("reboot_servers", false)
        .containsEntry("preflight_expected_hosts", List.of("app1", "app2"));
  }

  @Test
  void shouldRunAPatternOnTheServersThatAnsibleNames() throws IOException {
    write("smoketest.yaml", "- hosts: app:!app1\n  roles: [x]\n");
    runner.match("app:!app1", new PatternMatch.Hosts(List.of("app2")));

    monkey().run(CHAIN);

    assertThat(runner.sequence()).containsExactly("begin smoketest app2", "end smoketest app2");
    assertThat(runner.runs().get(0).targets()).containsExactly("app2");
    assertThat(runner.runs().get(0).inventory().named("app").orElseThrow())
        .extracting(each -> each.name())
        .containsExactly("app1", "app2");
  }

  @Test
  void shouldNotPassOverAProxyThatIsSilent() {
    snapshot =
        new ClusterSnapshot(
            "demo",
            Servers.NOW,
            List.of(
                Servers.live(server("app1", "app")),
                Servers.live(server("proxy1", "proxy")),
                Servers.silent(server("proxy2", "proxy"))),
            List.of());

    monkey().run(RestartRequest.of(new Job.Treatment(new Action(Remedy.REBOOT, "app1", "busy"))));

    assertThat(runner.runs().get(0).inventory().servers())
        .extracting(each -> each.name())
        .containsExactly("app1", "proxy1", "proxy2");
  }

  @Test
  void shouldLetAnsibleCountPositionsAsItDidForThePlan() throws IOException {
    write("smoketest.yaml", "- hosts: app[1]\n  roles: [x]\n");
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
    write("smoketest.yaml", "- hosts: redis\n- hosts: %s\n  roles: [x]\n".formatted(pattern));
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
        .extracting(RestartMonkeyFixture::shortly)
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
  void shouldGoOnWithItsOwnTokenWhenItsLeaseWasLost() {
    runner.on(
        "smoketest redis1",
        run -> {
          lease.expire();
          return RecordingRunner.success(run);
        });

    assertThat(monkey().run(CHAIN).isDone()).isTrue();
    assertThat(runner.runs())
        .extracting(run -> run.variables().get("preflight_fence_token"))
        .containsOnly(1L);
    assertThat(runner.runs())
        .extracting(run -> run.variables().get("preflight_fence_cluster"))
        .containsOnly("demo");
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
  void shouldTakeNoVariableThatAnsibleCouldNotBeGiven() {
    assertThatThrownBy(() -> CHAIN.withVariables(Map.of("list", List.of(1, new Object()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "variable list has a java.lang.Object: it may be a text, a number, true or false, or a list or map of those");
  }

  @Test
  void shouldRefuseToBeginBesideWhatADeadRunLeft() {
    runner.leftBehind(new OrphanRun("dead-run", List.of(17L)));

    assertThatThrownBy(() -> monkey().run(CHAIN))
        .isInstanceOf(RunInProgressException.class)
        .hasMessageContaining("process 17")
        .hasMessageContaining("RestartMonkey.resume(\"dead-run\")");
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldBeginBesideAMonitorThatAsksTheProxies() {
    runner.leftBehind(new OrphanRun("monitor", List.of(17L)));

    assertThat(monkey().run(CHAIN).isDone()).isTrue();
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
            "refused x: bad",
            "no play runs on 1 server: canary1 (group canary)");
  }

  @Test
  void shouldNameTheRecordsThatWereNotBelievedWhereAServerIsMissing() {
    snapshot =
        new ClusterSnapshot(
            "demo",
            NOW,
            List.of(),
            List.of(io.restartmonkey.cluster.RefusedRecord.ofServer("app1", "not an address")));

    Planning planning = monkey().plan(CHAIN);

    assertThat(((Planning.Refused) planning).reasons())
        .extracting(Refusal::message)
        .filteredOn(reason -> reason.contains("'app1'"))
        .containsExactly("server 'app1' is not believed, so mend it: not an address");
  }

  @Test
  void shouldNoteRunningServersThatNoPlayCoversUnlessPlaysDelegateToThem() throws IOException {
    write("smoketest.yaml", "- {hosts: app1, roles: [x]}\n");

    Planning planning = monkey().plan(CHAIN);

    assertThat(((Planning.Ready) planning).plan().notes())
        .containsExactly("no play runs on 2 servers: app2 (group app), canary1 (group canary)");
  }

  @Test
  void shouldNoteServersThatAreStoppedAndNotStartedAgain() throws IOException {
    write("restartservices.yaml", "- {hosts: 'redis,proxy,canary', roles: [x]}\n");

    Planning planning = monkey().plan(RestartRequest.of(Stage.STOP, Stage.RESTART));

    assertThat(((Planning.Ready) planning).plan().notes())
        .containsExactly(
            "2 servers are stopped and not started again by any play: app1 (group app), app2 (group app)");
  }

  @Test
  void shouldRefuseAVariableThatAPlayAsksForAndNobodyGives() throws IOException {
    write(
        "smoketest.yaml",
        """
        - hosts: app
          vars_prompt: [{name: really}, {name: how, default: slowly, private: no}]
          roles: [app]
        """);
    RestartRequest asking = RestartRequest.of(Stage.SMOKE_TEST);
    Path file = folder.resolve("smoketest.yaml");
    String question = file + ":2: asks for '%s', but nobody answers in a run";

    assertThat(reasons(monkey().plan(asking)))
        .containsExactly(
            question.formatted("really")
                + "; give it with RestartRequest.withVariables(\"really\")");
    Planning given = monkey().plan(asking.withVariables(Map.of("really", "yes")));
    assertThat(((Planning.Ready) given).plan().notes())
        .contains(
            question.formatted("how")
                + ": its default 'slowly' is taken; give another one with RestartRequest.withVariables(\"how\")");
    Planning both = monkey().plan(asking.withVariables(Map.of("really", "yes", "how", "fast")));
    assertThat(((Planning.Ready) both).plan().notes()).noneMatch(note -> note.contains("asks for"));
  }

  @Test
  void shouldRefuseAServerThatHasTheNameOfAGroup() {
    List<io.restartmonkey.cluster.ServerState> states = new ArrayList<>(snapshot.servers());
    states.add(live(server("canary", "app")));
    snapshot = new ClusterSnapshot("demo", NOW, states, List.of());
    String reason =
        "server 'canary' has the name of a group, so Ansible cannot tell them apart; register it by another name";

    assertThat(reasons(monkey().plan(CHAIN))).containsExactly(reason);
    for (Remedy remedy : Remedy.values()) {
      assertThat(
              reasons(
                  monkey()
                      .plan(
                          RestartRequest.of(
                              new Job.Treatment(new Action(remedy, "canary", "test"))))))
          .containsExactly(reason);
    }
  }

  @Test
  void shouldNameCausesBeforeConsequences() {
    snapshot =
        new ClusterSnapshot(
            "demo",
            NOW,
            List.of(live(server("redis1", "redis")), live(server("edge1", "proxi"))),
            List.of(io.restartmonkey.cluster.RefusedRecord.ofServer("app1", "not an address")));

    List<String> reasons = reasons(monkey().plan(CHAIN));

    assertThat(reasons).hasSize(4);
    assertThat(reasons.get(0)).startsWith("server 'app1' is not believed");
    assertThat(reasons.get(1))
        .isEqualTo(
            "the template has no group of 1 server: edge1 (group proxi; did you mean 'proxy'?); register them anew, or mend the template");
    assertThat(reasons.get(2)).contains("no server of 'app' is running");
  }

  @Test
  void shouldSayOnceThatNoServerIsRegistered() {
    snapshot = new ClusterSnapshot("demo", NOW, List.of(), List.of());

    assertThat(reasons(monkey().plan(CHAIN)))
        .singleElement()
        .asString()
        .startsWith("no server of cluster demo is registered; ");
  }

  private static List<String> reasons(Planning planning) {
    return ((Planning.Refused) planning).reasons().stream().map(Refusal::message).toList();
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
        .extracting(line -> line.replaceAll("Ended\\[.*", "Ended"))
        .containsExactly(
            "run 3 steps",
            "begin 01-smoketest-redis",
            "01-smoketest-redis Ended",
            "DONE 01-smoketest-redis",
            "begin 02-smoketest-app",
            "02-smoketest-app Ended",
            "DONE 02-smoketest-app",
            "begin 03-smoketest-proxy",
            "03-smoketest-proxy Ended",
            "DONE 03-smoketest-proxy",
            "run DONE");
  }
}
