package io.restartmonkey.launcher.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneLineTest {

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "  app1 is fine,'  app1 is fine'",
        "'a\nb\r\nc\n',a b  c",
        "a\u2028b\u2029c\u0085d,a b c d",
        "\u001b[2Jgone\u0007,' [2Jgone'",
        "\u009b31mred,' 31mred'",
        "abc\u202efed,abc fed",
        "Zürich – 東京,Zürich – 東京"
      })
  void shouldBeOneLineThatCommandsNoTerminal(String text, String line) {
    assertThat(OneLine.of(text)).isEqualTo(line);
  }
}
