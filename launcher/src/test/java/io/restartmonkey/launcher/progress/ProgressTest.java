package io.restartmonkey.launcher.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.StepReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void shouldTellInPlainLinesWhereNobodyWatches() {
    Progress progress = Progress.on(err, new Terminal(false));
    Step step = step("app", "app1");
    assertThat(progress.runId()).isEmpty();

    progress.runStarted(
        "20261122-210000-abcd", new Plan(List.of(step), List.of("app2 is left out")));
    progress.stepStarted(step);
    progress.event(step, new PlaybookEvent.TaskStarted("Restart"));
    progress.event(step, new PlaybookEvent.HostFailed("app1", "Probe", "not found", true));
    progress.event(step, new PlaybookEvent.HostFailed("app1", "Try", "busy", false, true));
    progress.event(step, new PlaybookEvent.HostFailed("app1", "Restart", "no\n\nunit", false));
    progress.stepEnded(report(step, StepReport.Status.FAILED, 0, 2500));

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "note: app2 is left out",
            "run 20261122-210000-abcd: 1 step",
            "begin  Restart app (app1)",
            "       app1 failed at 'Try', rescued: busy",
            "       app1 failed at 'Restart': no",
            "       unit",
            "failed Restart app, 2.5 s");
    assertThat(progress.runId()).contains("20261122-210000-abcd");
  }

  @Test
  void shouldDrawWhatRunsAndEraseItAtTheEnd() {
    Progress progress = Progress.on(err, new Terminal(true));
    Step step = step("app", "app1", "app2");

    progress.stepStarted(step);
    progress.event(step, new PlaybookEvent.TaskStarted("Restart"));
    progress.say("hello");
    progress.stepEnded(report(step, StepReport.Status.DONE, 0, 1000));
    progress.close();

    String drawn = bytes.toString(StandardCharsets.UTF_8);
    assertThat(drawn)
        .containsSubsequence(
            "0:00  Restart app",
            "app1  starting Ansible",
            "app2  starting Ansible",
            "\u001b[3A\u001b[J",
            "restart-monkey: hello",
            "app1  Restart",
            "\u001b[3A\u001b[J",
            "done   Restart app, 1.0 s");
    assertThat(drawn.substring(drawn.indexOf("done   "))).doesNotContain("app1");
  }

  @Test
  void shouldShowWhatEachHostIsAt() {
    LiveStep live = new LiveStep(step("app", "app1", "app2", "app3"), 0);

    live.take(new PlaybookEvent.TaskStarted("Restart"));
    live.take(new PlaybookEvent.HostOk("app1", "Restart", true));
    live.take(new PlaybookEvent.HostUnreachable("app2", "Restart", "gone"));

    assertThat(live.lines(Duration.ofSeconds(65).toNanos()))
        .containsExactly(
            "  1:05  Restart app",
            "          app1  ✓ Restart",
            "          app2  ✗ unreachable: Restart",
            "          app3  Restart");
  }

  @Test
  void shouldNotFloodTheScreen() {
    String[] many = IntStream.range(0, 100).mapToObj(i -> "app" + i).toArray(String[]::new);

    assertThat(new LiveStep(step("app", many), 0).lines(0))
        .hasSize(10)
        .last()
        .asString()
        .contains("92 more");
  }

  @Test
  void shouldDrawATimeline() {
    RestartReport report =
        new RestartReport(
            "run",
            RestartReport.Status.FAILED,
            List.of(
                report(step("db", "db1"), StepReport.Status.DONE, 0, 1000),
                report(step("app", "app1"), StepReport.Status.FAILED, 1000, 3000),
                notBegun(step("proxy", "proxy1"))),
            List.of(),
            "");

    assertThat(Timeline.of(report, false))
        .containsExactly(
            "   +0.0 s     1.0 s  done         Restart db (db1)",
            "   +1.0 s     3.0 s  failed       Restart app (app1)",
            "                     not begun    Restart proxy (proxy1)");
    assertThat(Timeline.of(report, true).get(1))
        .contains(" ".repeat(10) + "█".repeat(30) + "  failed");
    assertThat(Timeline.of(report, true).get(2)).doesNotContain("█");
  }

  private static Step step(String group, String... names) {
    List<Server> servers =
        List.of(names).stream()
            .map(
                name ->
                    new Server(
                        name, "192.0.2.1", new TreeSet<>(Set.of(group)), "lab", Instant.EPOCH))
            .toList();
    return new Step(
        "01-" + group,
        Path.of("p.yaml"),
        "Restart " + group,
        group,
        servers,
        Optional.empty(),
        Set.of());
  }

  private static StepReport report(Step step, StepReport.Status status, long from, long millis) {
    return new StepReport(
        step,
        status,
        Optional.of(Instant.EPOCH.plusMillis(from)),
        Duration.ofMillis(millis),
        Optional.empty());
  }

  private static StepReport notBegun(Step step) {
    return new StepReport(
        step, StepReport.Status.NOT_BEGUN, Optional.empty(), Duration.ZERO, Optional.empty());
  }
}
