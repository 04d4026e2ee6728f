package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.spi.Sleeper;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every {@link Sleeper} does. */
@ContractOf(Sleeper.class)
public interface SleeperContract {

  /** The sleeper. */
  Sleeper sleeper();

  /** The time that it lets pass. */
  long nanos();

  @Test
  default void shouldReturnWhenTheTimeHasPassed() throws InterruptedException {
    Duration time = Duration.ofMillis(20);
    sleeper().sleep(Duration.ZERO); // The first call loads classes.
    long begin = nanos();

    sleeper().sleep(time);

    assertThat(nanos() - begin).isGreaterThanOrEqualTo(time.toNanos());
  }

  @Test
  default void shouldEndEarlierIfSomebodyWantsThat() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> sleeper().sleep(Duration.ofDays(1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
