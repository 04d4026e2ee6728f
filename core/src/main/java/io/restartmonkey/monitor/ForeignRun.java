package io.restartmonkey.monitor;

import com.google.common.base.Ticker;
import io.restartmonkey.health.Condition;
import io.restartmonkey.term.Command;
import java.time.Duration;
import java.util.Optional;

/**
 * A run of somebody else, such as an operator's restart of the whole cluster: what servers do
 * meanwhile is its doing, and its operator is told by it. A lease that nobody ever gives back would
 * hide every fault, so that explains no more than an hour. For one thread.
 */
final class ForeignRun {
  private static final Duration MAX_TIME = Duration.ofHours(1);

  private final Ticker ticker;
  private Optional<String> holder = Optional.empty();
  private long since;

  ForeignRun(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Takes note of who has the lease; empty if nobody else has. */
  void heldBy(Optional<String> now) {
    if (!now.equals(holder)) {
      holder = now;
      since = ticker.read();
    }
  }

  /** Whether it explains what servers do. */
  boolean explains() {
    return holder.isPresent() && !isLong();
  }

  /** What is to be told of the run itself. */
  Optional<Condition> condition() {
    return holder
        .filter(run -> isLong())
        .map(
            run ->
                new Condition(
                    "busy",
                    "run %s has had the lease of the cluster for more than an hour, and the monitor does nothing meanwhile; see what it does: %s"
                        .formatted(run, Command.LIST_RUNS.with())));
  }

  private boolean isLong() {
    return ticker.read() - since > MAX_TIME.toNanos();
  }
}
