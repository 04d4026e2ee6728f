package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForksTest {
  @ParameterizedTest
  @CsvSource({
    "2, 24576, 50", // processors
    "8, 2048, 20", // memory
    "64, 2047, 20", // no part of a fork
    "1, 256, 5", // never fewer than Ansible by itself
    "1, 0, 5",
  })
  void shouldBeAsManyAsTheMachineCarries(int processors, long mebibytes, int most) {
    assertThat(Forks.of(processors, mebibytes * 1024 * 1024).most()).isEqualTo(most);
  }

  @Test
  void shouldBeNoMoreThanThereAreServers() {
    assertThat(new Forks(50).on(49)).isEqualTo(49);
    assertThat(new Forks(50).on(51)).isEqualTo(50);
  }

  @Test
  void shouldKnowThisMachine() {
    assertThat(Forks.ofThisMachine().most())
        .isBetween(
            Forks.MIN,
            Math.max(Forks.MIN, Forks.PER_PROCESSOR * Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void shouldRefuseNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Forks(0));
  }
}
