package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.layout.TableTexts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Package-info and design notes say what {@link ArchitectureTest} checks. */
class PackageTextsTest {
  private final TableTexts texts = new TableTexts(ArchitectureTest.TABLE);

  @Test
  void shouldSayInEachPackageInfoWhatThePackageMayUse() throws IOException {
    assertThat(texts.sentencesIn(Path.of("src/main/java"))).isEqualTo(texts.sentences());
  }

  @Test
  void shouldSayInTheDesignNotesWhatEachPackageMayUse() throws IOException {
    Path notes = Path.of("../docs/design-notes.md");

    assertThat(texts.cellsIn(notes, "| package of `core` |", 1)).isEqualTo(texts.cells());
  }
}
