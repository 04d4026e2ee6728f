package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fuzz.Fuzz;
import io.restartmonkey.fuzz.Hostile;
import org.junit.jupiter.api.Test;

class ForeignTextTest {

  @Test
  void shouldTakeOutWhatCommandsATerminalOrHides() {
    assertThat(ForeignText.oneLine("a\u001b[2Jb\u009b2Jc\u202ed\u2028e\u0000f\ng\th"))
        .isEqualTo("a?[2Jb?2Jc?d e?f g h");
    assertThat(ForeignText.lines("a\r\nb\u0085c", 100)).isEqualTo("a?\nb?c");
  }

  @Test
  void shouldLeaveWhatPeopleWrite() {
    assertThat(ForeignText.oneLine("Größe 5 €, 東京 – ok")).isEqualTo("Größe 5 €, 東京 – ok");
  }

  @Test
  void shouldCutWhatNobodyReads() {
    assertThat(ForeignText.lines("x".repeat(11), 10)).isEqualTo("x".repeat(10) + "...");
    assertThat(ForeignText.lines("x".repeat(10), 10)).isEqualTo("x".repeat(10));
  }

  @Test
  void shouldMakeAnyTextPrintable() {
    for (int seed = 0; seed < 1_000; seed++) {
      assertThat(ForeignText.oneLine(new Hostile(seed).text())).matches(Fuzz::isPrintable);
    }
  }
}
