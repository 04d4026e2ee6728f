package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.Servers;
import io.restartmonkey.health.Pause;
import io.restartmonkey.spi.MonitorState;
import io.restartmonkey.spi.MonitorStateStore;
import io.restartmonkey.spi.Sighting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link MonitorStateStore} does. */
@ContractOf(MonitorStateStore.class)
public interface MonitorStateStoreContract {

  /** The store, empty at first; a new one of the same memory at each call, if that can be. */
  MonitorStateStore memory();

  @Test
  default void shouldRememberNothingAtFirst() {
    assertThat(memory().read())
        .isEqualTo(
            new MonitorState(
                List.of(), List.of(), Optional.empty(), Optional.empty(), List.of(), Map.of()));
    assertThat(memory().lastSighting()).isEmpty();
  }

  @Test
  default void shouldKeepAServerInQuarantine() {
    memory().quarantine("app1", "nothing helped");
    memory().quarantine("app2", "its disk is full");

    assertThat(memory().read().quarantined())
        .isEqualTo(Map.of("app1", "nothing helped", "app2", "its disk is full"));
  }

  @Test
  default void shouldKeepWhatWasSeenLast() {
    Sighting first =
        new Sighting(
            Servers.NOW,
            "demo",
            List.of(Servers.server("app1", "app")),
            Optional.empty(),
            Sighting.Heard.NOBODY,
            0);
    Sighting second =
        new Sighting(
            Servers.NOW.plusSeconds(2),
            "demo",
            List.of(Servers.server("app1", "app"), Servers.server("app2", "app")),
            Optional.of(new Pause("kim", "moving the rack", Servers.NOW.plusSeconds(3600))),
            new Sighting.Heard(Set.of("app1"), Set.of("app2")),
            0);
    memory().keep(first);
    memory().keep(second);

    assertThat(memory().lastSighting()).hasValue(second);
  }
}
