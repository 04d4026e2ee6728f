package io.restartmonkey.spi;

import io.restartmonkey.cluster.ForeignText;
import java.time.Instant;
import java.util.Optional;

/**
 * A server that the monitor of a machine leaves alone, or left alone, as the monitors of other
 * machines must know it. Its machine alone says what became of it.
 *
 * @param server the server's name
 * @param machine where it was set apart
 * @param reason why
 * @param cleared when somebody took it out; empty if nobody has
 */
public record Quarantine(String server, String machine, String reason, Optional<Instant> cleared) {
  private static final int MAX_REASON_LENGTH = 500;

  /** The reason is cut to 500 characters, none of them a control character. */
  public Quarantine {
    reason = ForeignText.oneLine(reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH)));
  }

  /** One that nobody has cleared. */
  public Quarantine(String server, String machine, String reason) {
    this(server, machine, reason, Optional.empty());
  }

  /** Whether it holds. */
  public boolean isOpen() {
    return cleared.isEmpty();
  }

  /** The same when somebody takes the server out. */
  public Quarantine cleared(Instant at) {
    return new Quarantine(server, machine, reason, Optional.of(at));
  }
}
