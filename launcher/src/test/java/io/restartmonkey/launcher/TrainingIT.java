package io.restartmonkey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingIT {
  @TempDir Path folder;

  @Test
  void shouldRestartItsClusterToTheEndAndLeaveNothing() throws IOException {
    assertThat(Training.run(folder)).isZero();

    assertThat(folder).isEmptyDirectory();
  }
}
