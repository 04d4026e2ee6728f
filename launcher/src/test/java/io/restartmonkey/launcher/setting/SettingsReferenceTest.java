package io.restartmonkey.launcher.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compares what the docs have of the settings with their definitions. Run with {@code
 * -Dsettings.write=true} it writes the docs anew instead.
 */
class SettingsReferenceTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path PAGE = DOCS.resolve("configuration.md");
  private static final Path SCHEMA = DOCS.resolve("restart-monkey.schema.json");
  private static final String BEGIN = "<!-- begin: printed from the settings in the source -->\n";
  private static final String END = "<!-- end: printed from the settings in the source -->\n";

  @Test
  void shouldBeTheTablesOfTheDocs() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).containsSubsequence(BEGIN, END);
    String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
    String after = page.substring(page.indexOf(END));

    compare(PAGE, before + "\n" + SettingsTable.markdown() + "\n" + after);
  }

  @Test
  void shouldBeTheSchemaOfTheFile() throws IOException {
    compare(SCHEMA, SettingsSchema.json());
  }

  private static void compare(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file))
        .as(
            "%s is printed from the definitions of the settings. To print it anew: mvn -pl launcher -am test"
                + " -Dtest=SettingsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dsettings.write=true",
            file.normalize())
        .isEqualTo(expected);
  }
}
