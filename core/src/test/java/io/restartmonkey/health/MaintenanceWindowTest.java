package io.restartmonkey.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceWindowTest {

  /** 2026-03-29 is the Sunday on which clocks in Berlin skip 02:00 to 03:00. */
  @ParameterizedTest
  @CsvSource({
    "Sun 02:00-04:00 UTC, 2026-03-29T01:59:59Z, false",
    "Sun 02:00-04:00 UTC, 2026-03-29T02:00:00Z, true",
    "Sun 02:00-04:00 UTC, 2026-03-29T03:59:59Z, true",
    "Sun 02:00-04:00 UTC, 2026-03-29T04:00:00Z, false",
    "Sun 02:00-04:00 UTC, 2026-03-30T03:00:00Z, false",
    "Sun 02:00-04:00 Europe/Berlin, 2026-03-29T00:59:59Z, false",
    "Sun 02:00-04:00 Europe/Berlin, 2026-03-29T01:00:00Z, true",
    "Sun 02:00-04:00 Europe/Berlin, 2026-03-29T01:59:59Z, true",
    "Sun 02:00-04:00 Europe/Berlin, 2026-03-29T02:00:00Z, false",
    "Sat 22:00-04:00 UTC, 2026-03-28T21:59:59Z, false",
    "Sat 22:00-04:00 UTC, 2026-03-28T22:00:00Z, true",
    "Sat 22:00-04:00 UTC, 2026-03-29T03:59:59Z, true",
    "Sat 22:00-04:00 UTC, 2026-03-29T22:00:00Z, false",
    "Fri-Mon 10:00-11:00 UTC, 2026-03-29T10:30:00Z, true",
    "Fri-Mon 10:00-11:00 UTC, 2026-03-31T10:30:00Z, false",
    "* 10:00-11:00 UTC, 2026-03-31T10:30:00Z, true"
  })
  void shouldHoldFromItsBeginningUpToItsEnd(String text, Instant now, boolean holds) {
    assertThat(MaintenanceWindow.parse(text).holds(now)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sunday 02:00-04:00 UTC",
        "Xyz 02:00-04:00 UTC",
        "Sun 2-4 UTC",
        "Sun 25:00-26:00 UTC",
        "Sun 02:00-04:00 Mars/Crater",
        "Sun 02:00-04:00"
      })
  void shouldRefuseWhatIsNone(String text) {
    assertThatThrownBy(() -> MaintenanceWindow.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is no maintenance window: ");
  }
}
