package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.StopSignal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PreflightTest extends RestartMonkeyFixture {
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
  void shouldStopNothingWhenAServerDoesNotLetUsIn() {
    runner.doesNotLetIn("app2", "Connection timed out");

    RestartReport report = monkey().run(RestartRequest.restartCluster());

    assertThat(report.refusals())
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CLUSTER);
              assertThat(refusal.message()).contains("app2", "Connection timed out");
            });
    assertThat(runner.sequence()).isEmpty();
    assertThat(runner.dropped()).containsExactlyInAnyOrder("stop proxy1", "restart redis1");
    assertThat(journals.entries())
        .extracting(RestartMonkeyFixture::shortly)
        .containsExactly("ended REFUSED");
    assertThat(lease.holder()).isEmpty();
  }

  @Test
  void shouldBeginNothingWhenAskedToStopWhileServersAreAsked() {
    StopSignal stop = new StopSignal();
    runner.whileReaching(stop::afterRunningSteps);
    runner.doesNotLetIn("app2", "ended, as asked");

    RestartReport report = monkey().run(RestartRequest.restartCluster(), stop);

    assertThat(report.status()).isEqualTo(RestartReport.Status.STOPPED);
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldAskAllTargetsToLetUsInBeforeTheFirstStep() {
    runner.on(
        "stop proxy1",
        run -> {
          assertThat(runner.reached()).contains("proxy1", "app1", "app2", "canary1", "redis1");
          return RecordingRunner.success(run);
        });

    assertThat(monkey().run(RestartRequest.restartCluster()).isDone()).isTrue();
  }

  @Test
  void shouldTryWhatThePlaysNeedWhereTheyPlay() {
    assertThat(monkey().run(RestartRequest.restartCluster()).isDone()).isTrue();

    assertThat(runner.reachedBy()).contains("hosts: 'proxy:app:canary:redis'", "ping");
  }

  @Test
  void shouldSayWhatToDoWhenAServerLacksWhatPlaysNeed() {
    runner.lacks("app2", "Missing sudo password");

    assertThat(monkey().run(RestartRequest.restartCluster()).refusals())
        .singleElement()
        .satisfies(
            refusal ->
                assertThat(refusal.message())
                    .contains("app2", "Missing sudo password", "the plays need that there"));
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldNoteWhatCannotBeTriedAndGoOn() {
    runner.cannotTry("app2", "site.yaml:1: 'Log in' is not tried");
    runner.cannotTry("app1", "site.yaml:1: 'Log in' is not tried");

    RestartMonkey monkey = builder().listener(listener).build();
    assertThat(monkey.run(RestartRequest.restartCluster()).isDone()).isTrue();

    assertThat(listener.lines().subList(0, 2))
        .containsExactly("note site.yaml:1: 'Log in' is not tried", "run 8 steps");
  }

  @Test
  void shouldNotKeepItsLoopWhileServersAreAsked() {
    CountDownLatch answer = new CountDownLatch(1);
    runner.whileReaching(() -> assertThat(await(answer)).isTrue());
    CallersLoop loop = new CallersLoop();

    CompletableFuture<RestartReport> run =
        monkey().start(RestartRequest.restartCluster(), new StopSignal(), loop);

    assertThat(runner.sequence()).isEmpty();
    answer.countDown();
    assertThat(loop.await(run, () -> {}).isDone()).isTrue();
  }

  @Test
  void shouldEndTheAskingBeforeItRefuses() {
    CountDownLatch ended = new CountDownLatch(1);
    runner.whileReaching(
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            ended.countDown();
          }
        });
    runner.refuse("ERROR! the role 'nowhere' was not found");

    RestartReport report = monkey().run(RestartRequest.restartCluster());

    assertThat(report.status()).isEqualTo(RestartReport.Status.REFUSED);
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void shouldGiveAllStepsOneTokenThoughItsLeaseExpiredWhileServersWereAsked() {
    runner.whileReaching(lease::expire);

    assertThat(monkey().run(RestartRequest.restartCluster()).isDone()).isTrue();
    assertThat(runner.runs())
        .extracting(run -> run.variables().get("preflight_fence_token"))
        .containsOnly(1L);
  }

  @Test
  void shouldTouchNothingWhenAnotherRunHasHadTheLeaseWhileServersWereAsked() {
    runner.whileReaching(
        () -> {
          lease.expire();
          lease.hold("run-of-another-machine");
          lease.release("run-of-another-machine");
        });

    assertThatThrownBy(() -> monkey().run(RestartRequest.restartCluster()))
        .isInstanceOf(RunInProgressException.class)
        .hasMessageContaining("another run has had the lease");
    assertThat(runner.sequence()).isEmpty();
  }

  @Test
  void shouldLeaveItToASmokeTestToSayWhichServerDoesNotAnswer() {
    runner.doesNotLetIn("app2", "Connection timed out");

    assertThat(monkey().run(CHAIN).isDone()).isTrue();
  }
}
