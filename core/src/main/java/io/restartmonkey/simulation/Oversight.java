package io.restartmonkey.simulation;

import java.util.Collection;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What monitors and operators know and do while a cluster runs. */
final class Oversight {
  /** Alerts that tell of all servers at once. */
  private static final Set<String> OF_ALL =
      Set.of(
          "cannot-see",
          "cannot-settle",
          "tick",
          "mass-silence",
          "mass-down",
          "half-way",
          "stopped",
          "traffic-unseen");

  private final Supplier<Collection<String>> openAlerts;
  private final Supplier<Collection<String>> quarantined;
  private final BooleanSupplier watched;
  private final BooleanSupplier restarted;

  /**
   * @param openAlerts the keys of the alerts that a monitor has raised and not resolved
   * @param quarantined the servers that a monitor has set apart
   * @param watched whether a monitor is awake
   * @param restarted whether an operator restarts the whole cluster
   */
  Oversight(
      Supplier<Collection<String>> openAlerts,
      Supplier<Collection<String>> quarantined,
      BooleanSupplier watched,
      BooleanSupplier restarted) {
    this.openAlerts = openAlerts;
    this.quarantined = quarantined;
    this.watched = watched;
    this.restarted = restarted;
  }

  /** The servers that a monitor has set apart. */
  Collection<String> quarantined() {
    return quarantined.get();
  }

  /** Whether a monitor is awake. */
  boolean isWatched() {
    return watched.getAsBoolean();
  }

  /** Whether an operator restarts the whole cluster. */
  boolean isRestarted() {
    return restarted.getAsBoolean();
  }

  /** Whether an open alert tells of this server. */
  boolean isTold(String server) {
    return openAlerts.get().stream()
        .anyMatch(key -> key.endsWith(" " + server) || OF_ALL.stream().anyMatch(key::startsWith));
  }
}
