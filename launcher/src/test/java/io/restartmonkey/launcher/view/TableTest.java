package io.restartmonkey.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void shouldKeepWhatServersSaidInItsCell() {
    Table table = new Table().row("app1", "broken\nby \u001b[31mhand").row("app12", "well");

    assertThat(table.lines()).hasSize(2);
    assertThat(String.join("", table.lines())).doesNotContainPattern("\\p{Cntrl}");
    assertThat(table.lines().get(1)).isEqualTo("app12  well");
  }
}
