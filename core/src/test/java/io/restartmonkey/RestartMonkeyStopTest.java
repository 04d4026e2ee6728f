package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import io.restartmonkey.run.StepReport;
import io.restartmonkey.run.StopSignal;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How a run comes to an end before its last step. */
class RestartMonkeyStopTest extends RestartMonkeyFixture {
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
        .contains("RestartMonkey.resume(\"run-1\")");
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
  void shouldNotWaitForAStepThatBreaksInAnUnforeseenWay() {
    runner.on(
        "smoketest redis1",
        run -> {
          throw new StackOverflowError("unforeseen");
        });

    assertThatThrownBy(() -> monkey().run(CHAIN)).hasMessageContaining("unforeseen");
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
            return new PlaybookOutcome.CutOff("ended, as asked", false, Map.of());
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
            return new PlaybookOutcome.CutOff("ended, as asked", false, Map.of());
          }
          return RecordingRunner.success(run);
        });

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.STOPPED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(journals.entries())
        .extracting(RestartMonkeyFixture::shortly)
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
  void shouldHaltWhenAnotherRunHasHadTheLeaseAndGaveItBack() {
    runner.on(
        "smoketest redis1",
        run -> {
          lease.expire();
          lease.hold("run-of-another-machine");
          lease.release("run-of-another-machine");
          return RecordingRunner.success(run);
        });

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.STOPPED);
    assertThat(report.message()).contains("another run has had the lease");
    assertThat(lease.holder()).isEmpty();
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
        .extracting(RestartMonkeyFixture::shortly)
        .containsExactly(
            "intended 01-smoketest-redis", "failed 01-smoketest-redis", "ended STOPPED");
  }
}
