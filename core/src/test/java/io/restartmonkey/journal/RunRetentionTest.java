package io.restartmonkey.journal;

import static io.restartmonkey.fake.Servers.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport.Status;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunRetentionTest {
  private final List<RunSummary> runs = new ArrayList<>();

  @Test
  void shouldForgetTheOldestOfServersThatWereCuredAgainSince() {
    String first = treatment("app1", Remedy.REBOOT);
    String second = treatment("app1", Remedy.REBOOT, FailureCause.SERVER);
    treatment("app1", Remedy.REBOOT);

    assertThat(needless(2)).containsExactly(first, second);
    assertThat(needless(1)).containsExactly(first);
  }

  @Test
  void shouldKeepWhatSaysThatAServerIsInTrouble() {
    String cured = treatment("app1", Remedy.REBOOT);
    treatment("app1", Remedy.REBOOT, FailureCause.SERVER);

    assertThat(needless(9)).containsExactly(cured);
  }

  @Test
  void shouldKeepTheNewestCureOfEachServer() {
    treatment("app1", Remedy.REBOOT);
    treatment("app2", Remedy.REBOOT);

    assertThat(needless(9)).isEmpty();
  }

  @Test
  void shouldNotBringBackALeftoverThatWasTakenAway() {
    String added = treatment("app1", Remedy.ADD_SURGE);
    String retired = treatment("app1-surge", Remedy.RETIRE);

    assertThat(needless(9)).containsExactly(added, retired);
    assertThat(needless(1)).containsExactly(added);
  }

  @Test
  void shouldKeepWhatSaysThatAServerIsLeftOver() {
    treatment("app1", Remedy.ADD_SURGE);

    assertThat(needless(9)).isEmpty();
  }

  @Test
  void shouldKeepTheRestartOfTheClusterThatStoppedHalfWay() {
    String complete = cluster(Status.DONE);
    cluster(Status.FAILED);

    assertThat(needless(9)).containsExactly(complete);
  }

  @Test
  void shouldKeepWhatHasNotEndedAndWhatIsYoung() {
    String unended = id();
    runs.add(
        new RunSummary(
            unended,
            Optional.empty(),
            Optional.empty(),
            new Job.Stages(List.of(Stage.STOP)),
            true));
    cluster(Status.DONE);
    String young = cluster(Status.DONE);

    assertThat(RunRetention.needless(runs, 9, run -> run.runId().compareTo(young) < 0))
        .doesNotContain(unended, young)
        .hasSize(1);
  }

  @Test
  void shouldTellTreatmentsFromOtherRunsByTheirAgeAsBudgetsCountThem() {
    String cured = treatment("app1", Remedy.REBOOT);
    treatment("app1", Remedy.REBOOT);
    String restarted = cluster(Status.DONE);
    cluster(Status.DONE);

    assertThat(RunRetention.needless(runs, 9, run -> run.treatment().isEmpty()))
        .contains(restarted)
        .doesNotContain(cured);
  }

  private List<String> needless(int most) {
    return RunRetention.needless(runs, most, run -> true);
  }

  private String cluster(Status status) {
    String id = id();
    runs.add(
        new RunSummary(
            id,
            Optional.of(status),
            Optional.empty(),
            new Job.Stages(List.of(Stage.STOP, Stage.RESTART)),
            true));
    return id;
  }

  private String treatment(String server, Remedy remedy) {
    return treatment(server, remedy, Optional.empty());
  }

  private String treatment(String server, Remedy remedy, FailureCause failure) {
    return treatment(server, remedy, Optional.of(failure));
  }

  private String treatment(String server, Remedy remedy, Optional<FailureCause> failure) {
    String id = id();
    Treatment treatment =
        new Treatment(
            server,
            remedy,
            NOW.plusSeconds(runs.size()),
            NOW.plusSeconds(runs.size()),
            failure,
            Optional.empty(),
            "");
    runs.add(
        new RunSummary(
            id,
            Optional.of(failure.isEmpty() ? Status.DONE : Status.FAILED),
            Optional.of(treatment),
            new Job.Treatment(new Action(remedy, server, "")),
            true));
    return id;
  }

  private String id() {
    return "20260102-0304%02d-0000".formatted(runs.size());
  }
}
