package io.restartmonkey.launcher.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignalsTest {
  @Test
  void shouldNameTheRunOnceItIsKnown() {
    assertThat(Signals.stopping(Optional.of("20261122-210000-abcd")))
        .isEqualTo(
            "stopping when the running steps have ended; once more ends them now. Then continue with: restart-monkey resume 20261122-210000-abcd");
    assertThat(Signals.goingOn(Optional.of("20261122-210000-abcd")))
        .endsWith("restart-monkey runs show 20261122-210000-abcd");
  }

  @Test
  void shouldSayThatNothingWasTouchedWhileNoStepCanRun() {
    assertThat(Signals.stopping(Optional.empty()))
        .isEqualTo("stopping; this command has begun no step yet, so it has touched nothing");
    assertThat(Signals.goingOn(Optional.empty())).endsWith("restart-monkey runs list");
  }
}
