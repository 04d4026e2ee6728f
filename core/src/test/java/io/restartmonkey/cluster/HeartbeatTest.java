package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatTest {
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-000000000001";
  private final Map<String, String> fields =
      new HashMap<>(Map.of("cpu", "12.5", "cpus", "0.5", "boot", BOOT, "app", "17"));

  @Test
  void shouldReadAnEntry() {
    Heartbeat beat = Heartbeat.parse("1000-3", fields);

    assertThat(beat).isEqualTo(new Heartbeat("1000-3", 12.5, OptionalDouble.of(0.5), BOOT, "17"));
    assertThat(beat.at()).isEqualTo(Instant.ofEpochMilli(1000));
    assertThat(beat.age(Instant.ofEpochMilli(4000))).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldSayWhatIsAllowed() {
    fields.put("app", "up");

    assertThatThrownBy(() -> Heartbeat.parse("1000-3", fields))
        .hasMessage("not an app's progress ('-', 'down' or a number of requests): 'up'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-1", "1e309", "1e3", "Infinity", "", "9999999", "0x10", "12,5"})
  void shouldRefuseWhatIsNoPercentage(String cpu) {
    fields.put("cpu", cpu);

    assertThatThrownBy(() -> Heartbeat.parse("1000-3", fields))
        .isInstanceOf(RecordRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "0",
        "0.0",
        "0.009",
        "-1",
        "-0",
        "1e9",
        "1000000000",
        "4096.1",
        "4097",
        "Infinity",
        "2 ",
        "0x2",
        "1,5",
        ".5",
        "2.",
        "two",
        "{{ 2 }}"
      })
  void shouldRefuseWhatIsNoNumberOfCpus(String cpus) {
    fields.put("cpus", cpus);

    assertThatThrownBy(() -> Heartbeat.parse("1000-3", fields))
        .isInstanceOf(RecordRefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "98, 32, 3.0625",
    "3200, 32, 100",
    "25, 0.5, 50",
    "12.5, 0.01, 100",
    "51, 0.5, 100",
    "409600, 4096, 100",
    "0, 1, 0"
  })
  void shouldSayWhichPartOfItsCpusAServerUses(String cpu, String cpus, double load) {
    fields.put("cpu", cpu);
    fields.put("cpus", cpus);

    assertThat(Heartbeat.parse("1000-3", fields).load()).hasValue(load);
  }

  @Test
  void shouldNotSayWhatNobodyCanTell() {
    fields.remove("cpus");

    assertThat(Heartbeat.parse("1000-3", fields).load()).isEmpty();
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0b1c2d3e00004000800000000000000",
        "0b1c2d3e000040008000000000000000f",
        "0b1c2d3e--0000-4000-8000-000000000001",
        "0B1C2D3E-0000-4000-8000-000000000001",
        "0b1c2d3e-0000-4000-8000-00000000000\u0661",
        ""
      })
  void shouldRefuseWhatIsNoBoot(String boot) {
    fields.put("boot", boot);

    assertThatThrownBy(() -> Heartbeat.parse("1-1", fields))
        .isInstanceOf(RecordRefusedException.class);
  }

  /** What is scanned by hand must be taken just as these expressions take it. */
  @Test
  void shouldTakeExactlyWhatTheExpressionsSay() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String id = mutated("1234567890-123", "0189-x\n", random);
      String cpu = mutated("12.5", "0189.-ex", random);
      String cpus = random.nextInt(9) == 0 ? "" : mutated("0.5", "0189.-ex", random);
      String boot = mutated(BOOT, "09af-gA", random);
      String app =
          mutated(random.nextBoolean() ? "down" : "1234567890123456789", "-down07", random);
      boolean good =
          id.matches("[0-9]{1,15}-[0-9]{1,19}")
              && cpu.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")
              && Double.parseDouble(cpu) <= 409_600
              && (cpus.isEmpty()
                  || (cpus.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")
                      && Double.parseDouble(cpus) >= 0.01
                      && Double.parseDouble(cpus) <= 4096))
              && boot.matches("[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
              && app.matches("-|down|[0-9]{1,19}");

      assertThat(isTaken(id, cpu, cpus, boot, app))
          .as("%s %s %s %s %s", id, cpu, cpus, boot, app)
          .isEqualTo(good);
    }
  }

  private static boolean isTaken(String id, String cpu, String cpus, String boot, String app) {
    try {
      Heartbeat.parse(id, cpu, cpus, boot, app);
      return true;
    } catch (RecordRefusedException e) {
      return false;
    }
  }

  /** The text, mostly with a character put in, taken out or put in the place of another. */
  private static String mutated(String text, String characters, Random random) {
    StringBuilder changed = new StringBuilder(text);
    int position = random.nextInt(text.length());
    char other = characters.charAt(random.nextInt(characters.length()));
    switch (random.nextInt(8)) {
      case 0 -> changed.insert(position, other);
      case 1 -> changed.setCharAt(position, other);
      case 2 -> changed.deleteCharAt(position);
      case 3 -> changed.setLength(position);
      default -> {}
    }
    return changed.toString();
  }
}
