package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class InvocationTest {

  @Test
  void shouldProposeTheWordsThatItWasCalledWith() {
    assertThat(Invocation.words(Optional.of("launcher/target/restart-monkey.jar resume 1")))
        .isEqualTo("java -jar launcher/target/restart-monkey.jar");
    assertThat(Invocation.words(Optional.of("x/restart-monkey.jar")))
        .isEqualTo("java -jar x/restart-monkey.jar");
  }

  @Test
  void shouldFallBackOnItsPlainName() {
    assertThat(Invocation.words(Optional.empty())).isEqualTo("restart-monkey");
    assertThat(Invocation.words(Optional.of("io.restartmonkey.launcher.Main plan")))
        .isEqualTo("restart-monkey");
    assertThat(Invocation.words(Optional.of("a folder/restart-monkey.jar plan")))
        .isEqualTo("restart-monkey");
  }
}
