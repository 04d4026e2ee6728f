package io.restartmonkey.launcher.setting;

import java.util.ArrayList;
import java.util.List;

/** The reference of all settings, in Markdown: a heading and a table for each section. */
final class SettingsTable {
  private static final String NAME = "\\b[A-Za-z]+(?:[._][A-Za-z]+)+\\b";

  private SettingsTable() {}

  static String markdown() {
    List<String> lines = new ArrayList<>();
    for (Section section : Keys.SECTIONS) {
      lines.add("### " + section.title() + "\n");
      lines.add("| key | default | values | what it does |");
      lines.add("|---|---|---|---|");
      section.settings().stream().map(SettingsTable::row).forEach(lines::add);
      lines.add("");
    }
    return String.join("\n", lines);
  }

  private static String row(Setting<?> setting) {
    String preset = setting.preset().isEmpty() ? "none" : "`" + setting.preset() + "`";
    return "| `%s` | %s | %s | %s |"
        .formatted(
            setting.path(),
            preset,
            setting.type().values(),
            withNamesAsCode(setting.description()));
  }

  private static String withNamesAsCode(String sentence) {
    return sentence.replaceAll(NAME, "`$0`");
  }
}
