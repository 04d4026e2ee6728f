package io.restartmonkey.launcher.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.StepReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExitTest {

  @Test
  void shouldHaveACodeForEachFailureThatIsForeseen() {
    assertThat(Exit.of(ConfigException.ofFlag("-x", "bad"))).isEqualTo(2);
    assertThat(Exit.of(ConfigException.at("file:1", "bad"))).isEqualTo(3);
    assertThat(Exit.of(new RunFolderException("full"))).isEqualTo(3);
    assertThat(Exit.of(new RecordRefusedException("not a name"))).isEqualTo(3);
    assertThat(Exit.of(new ClusterUnreachableException("down", new RuntimeException())))
        .isEqualTo(4);
    assertThat(Exit.of(new AnsibleUnavailableException("gone"))).isEqualTo(5);
    assertThat(Exit.of(new RunInProgressException("busy"))).isEqualTo(6);
    assertThat(Exit.of(new IllegalStateException("?"))).isEqualTo(1);
    assertThat(Exit.isForeseen(new IllegalStateException("?"))).isFalse();
  }

  @Test
  void shouldBlameTheContentOnlyIfNothingElseIsWrong() {
    Refusal content = new Refusal(Refusal.Kind.CONTENT, "cycle");
    Refusal cluster = new Refusal(Refusal.Kind.CLUSTER, "no server");

    assertThat(Exit.ofRefused(List.of(content))).isEqualTo(3);
    assertThat(Exit.ofRefused(List.of(content, cluster))).isEqualTo(6);
  }

  @Test
  void shouldTellHowARunEnded() {
    PlaybookOutcome notStarted = new PlaybookOutcome.NotStarted("ERROR!");
    PlaybookOutcome failed = new PlaybookOutcome.Failed(Map.of(), 2);
    PlaybookOutcome cut = new PlaybookOutcome.CutOff("too long", true, Map.of());

    assertThat(Exit.of(report(RestartReport.Status.DONE))).isEqualTo(0);
    assertThat(Exit.of(report(RestartReport.Status.STOPPED))).isEqualTo(7);
    assertThat(Exit.of(report(RestartReport.Status.FAILED, failed))).isEqualTo(1);
    assertThat(Exit.of(report(RestartReport.Status.FAILED, cut))).isEqualTo(1);
    assertThat(Exit.of(report(RestartReport.Status.FAILED, notStarted))).isEqualTo(3);
    assertThat(Exit.of(report(RestartReport.Status.FAILED, notStarted, failed))).isEqualTo(1);
  }

  private static RestartReport report(RestartReport.Status status, PlaybookOutcome... outcomes) {
    List<StepReport> steps = List.of(outcomes).stream().map(ExitTest::failedStep).toList();
    return new RestartReport("run", status, steps, List.of(), "");
  }

  private static StepReport failedStep(PlaybookOutcome outcome) {
    Server server =
        new Server("app1", "192.0.2.1", new TreeSet<>(Set.of("app")), "lab", Instant.EPOCH);
    Step step =
        new Step("01", Path.of("p.yaml"), "p", "app", List.of(server), Optional.empty(), Set.of());
    return new StepReport(
        step,
        StepReport.Status.FAILED,
        Optional.of(Instant.EPOCH),
        Duration.ZERO,
        Optional.of(outcome));
  }
}
