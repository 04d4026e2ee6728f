package io.restartmonkey.launcher.term;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.launcher.setting.Keys;
import io.restartmonkey.launcher.setting.Setting;
import io.restartmonkey.term.Command;
import io.restartmonkey.term.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Core's messages name what users of the launcher have, and core itself names none of it. */
class LauncherTermsTest {
  private static final Path CORE = Path.of("..", "core", "src", "main");

  @Test
  void shouldNameSettingsAndCommands() {
    assertThat(Option.REDIS_USER).hasToString("redis.user");
    assertThat(Command.RESUME.with("run-1")).isEqualTo("restart-monkey resume run-1");
    assertThat(Command.LIST_RUNS.with()).isEqualTo("restart-monkey runs list");
  }

  @Test
  void shouldNameOneSettingForEachOption() {
    assertThat(Option.values()).extracting(Option::toString).doesNotHaveDuplicates();
  }

  @Test
  void shouldFindNoneOfThemInCore() throws IOException {
    List<String> names = new ArrayList<>();
    for (Setting<?> setting : Keys.ALL) {
      names.add(setting.variable());
      if (setting.path().contains(".")) {
        names.add(setting.path());
      }
    }
    names.add("restart-monkey [a-z-]+");
    Pattern any = Pattern.compile("(?<![\\w.])(" + String.join("|", names) + ")(?![\\w(])");

    List<String> lines = lines(CORE);
    assertThat(lines).isNotEmpty();
    assertThat(lines.stream().filter(line -> any.matcher(line).find())).isEmpty();
  }

  private static List<String> lines(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          lines.add(file + ": " + line);
        }
      }
    }
    return lines;
  }
}
