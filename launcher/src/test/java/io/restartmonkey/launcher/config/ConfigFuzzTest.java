package io.restartmonkey.launcher.config;

import io.restartmonkey.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigFuzzTest {
  private static final String CONFIG =
      """
      cluster: demo
      redis:
        uri: "redis://127.0.0.1:6379"
        timeout: 2s
      content:
        playbooks: playbooks
      monitor:
        services: [app, canary]
        maintenance: "Sun 02:00-04:00 Europe/Berlin"
        ladder: [restart-service, reboot]
      """;

  @TempDir Path folder;

  @Test
  void shouldReadOrRefuseAnyConfiguration() throws IOException {
    Path file = folder.resolve("restart-monkey.yaml");
    Fuzz.of(
            input ->
                ConfigFile.read(Files.write(file, input)).values().stream()
                    .map(EffectiveValue::origin)
                    .toList(),
            ConfigException.class)
        .check(Path.of("src/test/resources/hostile/config"), CONFIG);
  }
}
