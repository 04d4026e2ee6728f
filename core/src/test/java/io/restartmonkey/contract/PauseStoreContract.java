package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.health.Pause;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.PauseStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link PauseStore} does. */
@ContractOf(PauseStore.class)
public interface PauseStoreContract {

  /** The store, without a pause at first. */
  PauseStore pauses();

  /** What the clock says. */
  Instant now();

  /** Waits until there is no pause any more; that of the test is of this length. */
  void await(Duration time);

  /** From now on the store answers nobody. */
  void goAway() throws Exception;

  @Test
  default void shouldSayWhoPausedWhyAndUntilWhen() {
    pauses().begin("kim", "moving the rack", Duration.ofHours(1));

    Pause pause = pauses().read().orElseThrow();
    assertThat(pause.who()).isEqualTo("kim");
    assertThat(pause.why()).isEqualTo("moving the rack");
    assertThat(pause.until()).isBetween(now().plusSeconds(3500), now().plusSeconds(3600));
  }

  @Test
  default void shouldPutAPauseInPlaceOfAnother() {
    pauses().begin("kim", "moving the rack", Duration.ofHours(1));
    pauses().begin("sam", "new disks", Duration.ofHours(2));

    assertThat(pauses().read()).map(Pause::who).hasValue("sam");
  }

  @Test
  default void shouldBeOverByItselfAndWhenSomebodySaysSo() {
    assertThat(pauses().read()).isEmpty();
    pauses().end();
    Duration time = Duration.ofMillis(50);
    pauses().begin("kim", "short", time);
    await(time);
    assertThat(pauses().read()).isEmpty();

    pauses().begin("kim", "long", Duration.ofHours(1));
    pauses().end();
    assertThat(pauses().read()).isEmpty();
  }

  @Test
  default void shouldSayThatItsStoreIsAway() throws Exception {
    goAway();

    assertThatThrownBy(() -> pauses().read()).isInstanceOf(ClusterUnreachableException.class);
    assertThatThrownBy(() -> pauses().begin("kim", "rack", Duration.ofHours(1)))
        .isInstanceOf(ClusterUnreachableException.class);
    assertThatThrownBy(() -> pauses().end()).isInstanceOf(ClusterUnreachableException.class);
  }
}
