package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "99, 99ms",
    "1000, 1s",
    "1500, 1500ms",
    "90000, 90s",
    "120000, 2m",
    "5400000, 90m",
    "7200000, 2h",
    "-90000, -90s"
  })
  void shouldWriteADurationAsPeopleDo(long millis, String text) {
    assertThat(TimeText.of(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
