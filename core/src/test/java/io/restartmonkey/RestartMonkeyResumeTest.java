package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.fake.InMemoryJournals;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.Stage;
import io.restartmonkey.run.StepReport;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a run that did not come to its end. */
class RestartMonkeyResumeTest extends RestartMonkeyFixture {
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
  void shouldGoOnWithTheTemplateThatItBeganWith() throws IOException {
    write("template.yaml", "all: {vars: {at: begin}, children: {redis: , app: , proxy: }}");
    runner.on("smoketest app1,app2", RecordingRunner::failure);
    monkey().run(CHAIN);
    runner.on("smoketest app1,app2", RecordingRunner::success);
    write("template.yaml", "- no inventory");

    assertThat(monkey().resume("run-1").isDone()).isTrue();
    assertThat(runner.runs())
        .extracting(run -> run.inventory().toYaml())
        .allMatch(yaml -> yaml.contains("at: begin"));
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

  @Test
  void shouldSayThatNothingWasTouchedWhereTheJournalCannotBeBegun() {
    journals.breakAfter(0);

    assertThat(crash(monkey())).isEqualTo("no space left on device; nothing was touched");
  }

  @Test
  void shouldSayHowToGoOnWhenTheJournalBreaksHalfWay() {
    journals.breakAfter(3);

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.status()).isEqualTo(RestartReport.Status.STOPPED);
    assertThat(report.message()).contains("no space left", "RestartMonkey.resume(\"run-1\")");
  }

  @Test
  void shouldSayThatTheJournalDoesNotTellOfTheEnd() {
    journals.breakAfter(6);

    RestartReport report = monkey().run(CHAIN);

    assertThat(report.isDone()).isTrue();
    assertThat(report.message())
        .isEqualTo(
            "all 3 steps done, but its journal does not say so: no space left on device."
                + " Mend that, then: RestartMonkey.resume(\"run-1\")");
    journals.mend();
    int before = runner.sequence().size();
    assertThat(monkey().resume("run-1", new StopSignal()).message()).isEqualTo("all 3 steps done");
    assertThat(runner.sequence()).hasSize(before);
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
  void shouldLeaveARunAsItWasWhenAnotherOneHoldsTheLease() {
    runner.on("smoketest app1,app2", RecordingRunner::failure);
    monkey().run(CHAIN);
    int before = journals.entries().size();
    lease.takenBy("somebody");

    assertThatThrownBy(() -> monkey().resume("run-1", new StopSignal()))
        .isInstanceOf(RunInProgressException.class);

    assertThat(journals.entries()).hasSize(before);
  }

  @Test
  void shouldResumeARunBesideItsOwnLeftoversButNotBesideThoseOfAnother() {
    journals.breakAfter(1);
    crash(monkey());
    journals.mend();
    runner.leftBehind(new OrphanRun("other", List.of(17L)), new OrphanRun("run-1", List.of(18L)));

    assertThatThrownBy(() -> monkey().resume("run-1", new StopSignal()))
        .isInstanceOf(RunInProgressException.class)
        .hasMessageContaining("run other");

    runner.leftBehind(new OrphanRun("run-1", List.of(18L)));
    assertThat(monkey().resume("run-1", new StopSignal()).isDone()).isTrue();
  }

  @Test
  void shouldNotCallTheAnsibleOfARunAtWorkALeftover() {
    RunRecord record = crashedRecord();
    runner.leftBehind(new OrphanRun("run-1", List.of(18L)));
    try (RunJournal open = journals.reopen("run-1")) {
      assertThatThrownBy(() -> monkey().run(record.request()))
          .isInstanceOf(RunInProgressException.class)
          .hasMessageContaining("another run")
          .hasMessageNotContaining("end it");
      assertThat(open.runId()).isEqualTo("run-1");
    }
  }

  private RunRecord crashedRecord() {
    journals.breakAfter(1);
    crash(monkey());
    journals.mend();
    return journals.newestRecord();
  }

  @Test
  void shouldNotGoOnWithWhatWasRefused() {
    runner.doesNotLetIn("app1", "timed out");
    assertThat(monkey().run(RestartRequest.restartCluster()).status())
        .isEqualTo(RestartReport.Status.REFUSED);
    int before = runner.sequence().size();

    RestartReport report = monkey().resume("run-1", new StopSignal());

    assertThat(report.status()).isEqualTo(RestartReport.Status.REFUSED);
    assertThat(report.refusals().get(0).message())
        .contains("run-1 was refused before it touched anything", "begin a new one");
    assertThat(runner.sequence()).hasSize(before);
  }

  @Test
  void shouldAskAgainWhereNothingWasBegun() {
    journals.breakAfter(0);
    assertThatThrownBy(() -> monkey().run(RestartRequest.restartCluster()))
        .isInstanceOf(RunFolderException.class);
    journals.mend();
    runner.doesNotLetIn("app1", "timed out");

    RestartReport report = monkey().resume("run-1", new StopSignal());

    assertThat(report.status()).isEqualTo(RestartReport.Status.REFUSED);
    assertThat(report.refusals().get(0).message()).contains("app1");
    assertThat(runner.sequence()).noneMatch(line -> line.startsWith("begin stop "));
  }

  @Test
  void shouldNotGoOnWhereAnotherRunHasActedSince() {
    runner.on("restart proxy1", RecordingRunner::failure);
    monkey().run(RestartRequest.restartCluster());
    monkey().run(RestartRequest.of(Stage.STOP));
    runner.on("restart proxy1", RecordingRunner::success);
    int before = runner.sequence().size();

    RestartReport report = monkey().resume("run-1", new StopSignal());

    assertThat(report.refusals().get(0).message())
        .contains("run run-2 has stopped or started services since run run-1");
    assertThat(runner.sequence()).hasSize(before);
    assertThat(monkey().resume("run-2", new StopSignal()).isDone()).isTrue();
  }

  @Test
  void shouldGoOnAfterASmokeTestOrARefusedRun() {
    runner.on("restart proxy1", RecordingRunner::failure);
    monkey().run(RestartRequest.restartCluster());
    monkey().run(CHAIN);
    runner.doesNotLetIn("app1", "timed out");
    monkey().run(RestartRequest.restartCluster());
    runner.on("restart proxy1", RecordingRunner::success);

    assertThat(monkey().resume("run-1", new StopSignal()).isDone()).isTrue();
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
}
