package io.restartmonkey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TrainingIT {
  @Test
  void shouldRestartItsClusterToTheEnd() throws IOException {
    assertThat(Training.run()).isZero();
  }
}
