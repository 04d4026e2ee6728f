package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatTest {
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-000000000001";
  private final Map<String, String> fields =
      new HashMap<>(Map.of("cpu", "12.5", "boot", BOOT, "app", "17"));

  @Test
  void shouldReadAnEntry() {
    Heartbeat beat = Heartbeat.parse("1000-3", fields);

    assertThat(beat).isEqualTo(new Heartbeat("1000-3", 12.5, BOOT, "17"));
    assertThat(beat.at()).isEqualTo(Instant.ofEpochMilli(1000));
    assertThat(beat.age(Instant.ofEpochMilli(4000))).isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-1", "1e309", "1e3", "Infinity", "", "9999999", "0x10", "12,5"})
  void shouldRefuseWhatIsNoPercentage(String cpu) {
    fields.put("cpu", cpu);

    assertThatThrownBy(() -> Heartbeat.parse("1000-3", fields))
        .isInstanceOf(RecordRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "boot", "app"})
  void shouldRefuseAMissingField(String key) {
    fields.remove(key);

    assertThatThrownBy(() -> Heartbeat.parse("1000-3", fields)).hasMessageContaining(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000", "-", "1000-x", "9999999999999999-0", "1000-3\n"})
  void shouldRefuseWhatIsNoEntryId(String id) {
    assertThatThrownBy(() -> Heartbeat.parse(id, fields))
        .isInstanceOf(RecordRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "down", "0", "9223372036854775807"})
  void shouldTakeTheAppsProgress(String app) {
    fields.put("app", app);

    assertThat(Heartbeat.parse("1-1", fields).app()).isEqualTo(app);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "-1", "", "{{ 7*7 }}"})
  void shouldRefuseWhatIsNoProgress(String app) {
    fields.put("app", app);

    assertThatThrownBy(() -> Heartbeat.parse("1-1", fields))
        .isInstanceOf(RecordRefusedException.class);
  }
}
