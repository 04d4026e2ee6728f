package io.restartmonkey.ansible;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShortLinesTest {

  @Test
  void shouldReadLinesAndCutThoseThatNobodyEnds() throws IOException {
    String text = "one\n\n" + "x".repeat(100_000) + "\ntwo";

    assertThat(lines(text)).containsExactly("one", "", "x".repeat(65_536), "two");
  }

  @Test
  void shouldReadNothingWhereNothingIs() throws IOException {
    assertThat(lines("")).isEmpty();
  }

  private static List<String> lines(String text) throws IOException {
    List<String> all = new ArrayList<>();
    try (ShortLines lines = new ShortLines(new ByteArrayInputStream(text.getBytes(UTF_8)))) {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        all.add(line.get());
      }
    }
    return all;
  }
}
