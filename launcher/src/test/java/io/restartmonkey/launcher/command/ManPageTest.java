package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.launcher.setting.Keys;
import io.restartmonkey.launcher.setting.Section;
import io.restartmonkey.launcher.setting.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManPageTest {
  @Test
  void shouldHaveEverySettingInItsSection() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> expected = new ArrayList<>(List.of(".SH SETTINGS"));
    for (Section section : Keys.SECTIONS) {
      expected.add(".SS " + section.title());
      section.settings().forEach(setting -> expected.add(entry(setting)));
    }

    assertThat(new Program(printed, printed, Map.of()).run("generate-man")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8).replace("\\-", "-"))
        .containsSubsequence(expected);
  }

  private static String entry(Setting<?> setting) {
    return """
        .TP
        .B %s, %s
        %s Default: %s.
        """
        .formatted(
            setting.path(),
            setting.variable(),
            setting.meaning(),
            setting.preset().isEmpty() ? "none" : setting.preset());
  }
}
