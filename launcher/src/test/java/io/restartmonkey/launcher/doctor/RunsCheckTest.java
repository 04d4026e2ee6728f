package io.restartmonkey.launcher.doctor;

import static io.restartmonkey.fake.Servers.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.Servers;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.plan.TreatmentPlanner;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsCheckTest {
  @TempDir Path folder;
  private RunFolders runs;
  private int begun;

  @BeforeEach
  void open() {
    runs = new RunFolders(folder);
  }

  @Test
  void shouldNameTheHalfWayRestartAndNotALaterSmokeTest() {
    String halfWay = ended(Stage.RESTART, RestartReport.Status.STOPPED);
    ended(Stage.SMOKE_TEST, RestartReport.Status.FAILED);

    assertThat(RunsCheck.unfinished(runs).orElseThrow().toString())
        .contains("run " + halfWay + " stopped half-way", "resume " + halfWay);
  }

  @Test
  void shouldSayThatAFinishedStopWaitsForARestart() {
    String stop = ended(Stage.STOP, RestartReport.Status.DONE);
    ended(Stage.SMOKE_TEST, RestartReport.Status.FAILED);

    assertThat(RunsCheck.unfinished(runs).orElseThrow().toString())
        .contains("run " + stop + " stopped the cluster", "restart-monkey restart");
  }

  @Test
  void shouldNameASmokeTestThatFailedAlone() {
    ended(Stage.RESTART, RestartReport.Status.DONE);
    String test = ended(Stage.SMOKE_TEST, RestartReport.Status.FAILED);

    assertThat(RunsCheck.unfinished(runs).orElseThrow().toString()).contains("resume " + test);
  }

  @Test
  void shouldSayNothingOnceASmokeTestHasPassed() {
    ended(Stage.RESTART, RestartReport.Status.FAILED);
    ended(Stage.SMOKE_TEST, RestartReport.Status.DONE);

    assertThat(RunsCheck.unfinished(runs)).isEmpty();
  }

  private String ended(Stage stage, RestartReport.Status status) {
    var at = NOW.plusSeconds(++begun);
    var planner =
        new TreatmentPlanner(Path.of("/playbooks"), here -> false, false, Duration.ofSeconds(10));
    Plan plan = ((Planning.Ready) planner.plan(Remedy.REBOOT, "app1", Servers.example())).plan();
    RunRecord record =
        new RunRecord(RestartRequest.of(stage), plan, Servers.example(), "all: {}", at);
    String step = plan.steps().get(0).id();
    try (RunJournal journal = runs.begin(record)) {
      journal.append(new JournalEntry.Intended(at, step));
      if (status == RestartReport.Status.DONE) {
        journal.append(new JournalEntry.Done(at, step));
      }
      journal.append(new JournalEntry.Ended(at, status));
      return journal.runId();
    }
  }
}
