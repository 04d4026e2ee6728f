package io.restartmonkey.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.MonitorPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitorSettingsTest {
  @TempDir Path folder;

  @Test
  void shouldBeTheDefaultsOfCoreWhereNothingIsSaid() throws IOException {
    MonitorPolicy policy = MonitorSettings.policy(load(""));

    assertThat(policy.health()).isEqualTo(HealthPolicy.DEFAULT);
    assertThat(policy.guards())
        .usingRecursiveComparison()
        .ignoringFields("massShare")
        .isEqualTo(GuardPolicy.DEFAULT);
    assertThat(policy.guards().massShare()).isEqualTo(0.33);
    assertThat(policy.stepDeadline()).isEqualTo(MonitorPolicy.DEFAULT.stepDeadline());
    assertThat(policy.repeatAlerts()).isEqualTo(MonitorPolicy.DEFAULT.repeatAlerts());
  }

  @Test
  void shouldTakeListsOfRemediesAndWindows() throws IOException {
    MonitorPolicy policy =
        MonitorSettings.policy(
            load(
                """
                monitor:
                  ladder: [restart-service, power-cycle]
                  maintenance:
                  - Sun 02:00-04:00 Europe/Berlin
                  - '* 12:00-12:05 UTC'
                """));

    assertThat(policy.guards().ladder()).hasSize(2);
    assertThat(policy.guards().windows()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hung_after: 3s | 2: monitor.hung_after is 3s: shorter than two of monitor.interval (4s), every server would be hung",
        "cpu_low: 95 | 2: monitor.cpu_low is 95: must be below monitor.cpu_high (90)",
        "needed: 8 | 2: monitor.needed is 8: half of monitor.samples (150) up to all of them",
        "samples: 300 | 2: monitor.needed is 120: half of monitor.samples (300) up to all of them",
        "cpu_high: 60 | 2: monitor.cpu_low is 70: must be below monitor.cpu_high (60)",
        "interval: 8s | 2: monitor.hung_after is 15s: shorter than two of monitor.interval (16s)",
        "cpu_high: 400 | 2: monitor.cpu_high: not a whole number from 1 to 100",
        "attempts_per_day: 0 | 2: monitor.attempts_per_day: not a whole number from 1 to 1000",
        "back_off: 1h | 2: monitor.longest_back_off is 30m: shorter than monitor.back_off (1h)",
        "ladder: [replace, reboot] | 2: monitor.ladder is replace, reboot: some of",
        "floor: -1 | 2: monitor.floor: not a whole number from 0 to 10000",
        "services: [] | 2: monitor.services is empty: name at least one group to watch",
        "maintenance: Sunday | 2: monitor.maintenance: 'Sunday' is no maintenance window",
        "ladder: pray | 2: monitor.ladder: 'pray' is none of restart-service, reboot"
      })
  void shouldRefuseNonsenseWithItsPlace(String line, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> MonitorSettings.policy(load("monitor:\n  " + line + "\n")))
        .withMessageContaining(message);
  }

  @Test
  void shouldBlameTheFlagThatDoesNotGoWithTheRest() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                MonitorSettings.policy(
                    SettingsLoader.load(
                        Optional.of(Files.writeString(folder.resolve("a.yaml"), "")),
                        Map.of(),
                        List.of(
                            new SettingsLoader.Flag(
                                "--set monitor.cpu_high=60", "monitor.cpu_high", "60")))))
        .withMessageStartingWith("--set monitor.cpu_high=60: monitor.cpu_low is 70: must be below")
        .matches(ConfigException::isFlag);
  }

  private Settings load(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("restart-monkey.yaml"), text);
    return SettingsLoader.load(Optional.of(file), Map.of(), List.of());
  }
}
