package io.restartmonkey.launcher.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalRangeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 9, [0-9]",
    "1, 100, [1-9]|[1-9][0-9]|100",
    "0, 99, [0-9]|[1-9][0-9]",
    "1000, 9999, [1-9][0-9]{3}",
    "10, 24, 1[0-9]|2[0-4]",
    "5, 5, 5"
  })
  void shouldBeShort(long least, long most, String pattern) {
    assertThat(DecimalRange.pattern(least, most)).isEqualTo(pattern);
  }

  @Test
  void shouldHaveNoNumberTooManyAndNoneTooFew() {
    Random random = new Random(20260101);
    for (int i = 0; i < 200; i++) {
      int least = random.nextInt(3000);
      int most = least + random.nextInt(3000);
      Pattern pattern = Pattern.compile(DecimalRange.pattern(least, most));
      for (int number = 0; number < 7000; number++) {
        assertThat(pattern.matcher(String.valueOf(number)).matches())
            .as("%d in %d to %d: %s", number, least, most, pattern)
            .isEqualTo(number >= least && number <= most);
      }
    }
  }
}
