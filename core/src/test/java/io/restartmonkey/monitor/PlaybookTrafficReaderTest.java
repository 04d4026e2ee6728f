package io.restartmonkey.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.contract.AskingTrafficReaderContract;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.TrafficReader;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookTrafficReaderTest implements AskingTrafficReaderContract {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path TEMPLATE = ROOT.resolve("inventory-templates").resolve("cluster.yaml");
  private static final String REPORT = "traffic-report proxy1";

  @TempDir Path folder;
  private final RecordingRunner runner = new RecordingRunner();

  @Test
  void shouldAskByThePlayThatIsNotForBareRuns() {
    reportOf(reader().read(snapshot()));

    assertThat(runner.runs())
        .singleElement()
        .satisfies(
            run ->
                assertThat(run.play())
                    .hasValue(new OnePlay(1, 2, "See who gets traffic", "proxy")));
  }

  @Test
  void shouldTellAsAProblemThatItCannotAsk() {
    Path nowhere = folder.resolve("nowhere");
    runner.on(
        REPORT,
        run -> {
          throw new IllegalStateException("there is no Ansible");
        });

    assertThat(reportOf(reader().read(snapshot())).problem()).hasValue("there is no Ansible");
    assertThat(reportOf(reader(nowhere, TEMPLATE).read(snapshot())).problem())
        .hasValueSatisfying(why -> assertThat(why).contains("traffic-report.yaml"));
    assertThat(reportOf(reader(nowhere, nowhere).read(snapshot())).problem())
        .hasValueSatisfying(why -> assertThat(why).contains("nowhere"));
  }

  @Override
  public TrafficReader reader() {
    return reader(ROOT.resolve("playbooks"), TEMPLATE);
  }

  private TrafficReader reader(Path playbooks, Path template) {
    return new PlaybookTrafficReader(runner, Content.in(playbooks, template), () -> folder);
  }

  @Override
  public void cutOff() {
    runner.on(REPORT, RecordingRunner::failure);
  }

  @Override
  public void slowDown() {
    runner.on(REPORT, RecordingRunner::untilItIsEnded);
  }

  @Override
  public void await(CompletableFuture<TrafficReport> report) {
    report.orTimeout(1, TimeUnit.MINUTES).join(); // A run that is lost would keep us for ever.
  }
}
