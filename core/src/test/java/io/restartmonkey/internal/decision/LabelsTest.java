package io.restartmonkey.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
  @ParameterizedTest
  @CsvSource({"60000, 60 s", "59001, 60 s", "59000, 59 s", "60001, 61 s", "1, 1 s", "0, 1 s"})
  void shouldNeverSayLessThanIsLeftNorASecondTooMuch(long millis, String said) {
    assertThat(Labels.left(Duration.ofMillis(millis))).isEqualTo(said);
  }
}
