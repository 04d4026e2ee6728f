package io.restartmonkey.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.run.Content;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookTrafficReaderTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void shouldAskByThePlayThatIsNotForBareRuns() {
    RecordingRunner runner = new RecordingRunner();
    Content content =
        Content.in(
            ROOT.resolve("playbooks"), ROOT.resolve("inventory-templates").resolve("cluster.yaml"));

    new PlaybookTrafficReader(runner, content, () -> folder)
        .read(Servers.example())
        .report()
        .toCompletableFuture()
        .join();

    assertThat(runner.runs())
        .singleElement()
        .satisfies(
            run ->
                assertThat(run.play())
                    .hasValue(new OnePlay(1, 2, "See who gets traffic", "proxy")));
  }
}
