package io.restartmonkey.spi;

import io.restartmonkey.health.Alert;

/** Who hears of alerts. Must return at once and never throw: delivery is its own business. */
public interface Alerts {

  /** Passes an alert on. */
  void send(Alert alert);
}
