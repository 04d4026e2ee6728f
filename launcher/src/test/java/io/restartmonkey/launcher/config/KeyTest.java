package io.restartmonkey.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyTest {
  @ParameterizedTest
  @EnumSource
  void shouldBeInTheTableOfSettings(Key key) throws IOException {
    assertThat(Files.readAllLines(Path.of("..", "docs", "configuration.md")))
        .anyMatch(line -> line.startsWith("| ") && line.contains("`" + key.path() + "`"));
  }
}
