package io.restartmonkey.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A registered server and the last sign of life it gave.
 *
 * @param server the registration
 * @param heartbeat its newest heartbeat; empty if it has none, or none that could be believed
 */
public record ServerState(Server server, Optional<Heartbeat> heartbeat) {

  /** How far a heartbeat may lie ahead of the clock that wrote it: one rounding, not a forgery. */
  private static final Duration AHEAD = Duration.ofSeconds(1);

  /**
   * Whether the server is running: it has a heartbeat, no older than {@code freshness} and not from
   * the future.
   */
  public boolean isLive(Instant now, Duration freshness) {
    return heartbeat
        .map(beat -> beat.age(now))
        .filter(age -> age.compareTo(AHEAD.negated()) >= 0 && age.compareTo(freshness) <= 0)
        .isPresent();
  }

  /** One phrase for an operator: why this server does not count as running. */
  public String whyNotLive(Instant now) {
    return heartbeat
        .map(beat -> beat.age(now))
        .map(
            age ->
                age.compareTo(AHEAD.negated()) < 0
                    ? "its last heartbeat lies in the future"
                    : "its last heartbeat is " + age.toSeconds() + " s old")
        .orElse("it has no heartbeat");
  }
}
