package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.Servers;
import io.restartmonkey.health.Alert;
import io.restartmonkey.health.Condition;
import io.restartmonkey.spi.Alerts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Alerts} does. */
@ContractOf(Alerts.class)
public interface AlertsContract {

  /** Who hears of alerts. */
  Alerts alerts();

  /** The kinds and texts that an operator is shown, at least the newest; oldest first. */
  List<String> shown();

  /** From now on every delivery takes longer than a test. */
  void hang();

  @Test
  default void shouldShowEachAlertInItsOrder() {
    alerts().send(alert(Alert.Kind.RAISED, "app1", "app1 hangs"));
    alerts().send(alert(Alert.Kind.RAISED, "app2", "app2 hangs"));
    alerts().send(alert(Alert.Kind.REPEATED, "app1", "app1 hangs still"));
    alerts().send(alert(Alert.Kind.RESOLVED, "app2", "app2 is well"));

    assertThat(shown())
        .containsExactly(
            "RAISED app1 hangs",
            "RAISED app2 hangs",
            "REPEATED app1 hangs still",
            "RESOLVED app2 is well");
  }

  @Test
  @Timeout(60) // Whoever waits for a delivery would keep us for ever.
  default void shouldNeitherWaitNorThrowWhileNothingIsDelivered() {
    hang();

    for (int i = 0; i < 1_500; i++) {
      alerts().send(alert(Alert.Kind.RAISED, "app" + i, "app" + i + " hangs"));
    }

    assertThat(shown()).endsWith("RAISED app1499 hangs");
  }

  private static Alert alert(Alert.Kind kind, String key, String text) {
    return new Alert(kind, new Condition("hung " + key, text), Servers.NOW);
  }
}
