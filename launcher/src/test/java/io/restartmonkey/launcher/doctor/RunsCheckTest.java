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
import java.util.Optional;
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
        .contains("run " + halfWay + " is half-way", "resume " + halfWay);
  }

  @Test
  void shouldNameARestartThatWasKilledAfterItsLastStep() {
    String killed = begun(Stage.RESTART, Optional.empty(), true);

    assertThat(RunsCheck.unfinished(runs).orElseThrow().toString())
        .contains("run " + killed + " is half-way", "resume " + killed);
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
    return begun(stage, Optional.of(status), status == RestartReport.Status.DONE);
  }

  private String begun(Stage stage, Optional<RestartReport.Status> end, boolean isStepDone) {
    var at = NOW.plusSeconds(++begun);
    var planner =
        new TreatmentPlanner(Path.of("/playbooks"), here -> false, false, Duration.ofSeconds(10));
    Plan plan = ((Planning.Ready) planner.plan(Remedy.REBOOT, "app1", Servers.example())).plan();
    RunRecord record =
        new RunRecord(RestartRequest.of(stage), plan, Servers.example(), "all: {}", at);
    String step = plan.steps().get(0).id();
    try (RunJournal journal = runs.begin(record)) {
      journal.append(new JournalEntry.Intended(at, step));
      if (isStepDone) {
        journal.append(new JournalEntry.Done(at, step));
      }
      end.ifPresent(status -> journal.append(new JournalEntry.Ended(at, status)));
      return journal.runId();
    }
  }
}
