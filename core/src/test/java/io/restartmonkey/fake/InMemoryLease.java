package io.restartmonkey.fake;

import io.restartmonkey.spi.RunLease;
import java.util.Optional;

/** A lease in memory, which others can take and which can be out of reach. Thread-safe. */
public final class InMemoryLease implements RunLease {
  private Optional<String> holder = Optional.empty();
  private boolean reachable = true;
  private long token;

  @Override
  public synchronized Grant hold(String runId) {
    return renew(runId, 0);
  }

  @Override
  public synchronized Grant renew(String runId, long had) {
    if (!reachable) {
      return new Grant.Unknown("connection refused");
    } else if (holder.isPresent() && !holder.get().equals(runId)) {
      return new Grant.Held(holder.get());
    } else if (holder.isEmpty() && had > 0 && token > had) {
      return new Grant.Overtaken();
    } else if (holder.isEmpty()) {
      holder = Optional.of(runId);
      token = had > 0 ? had : token + 1;
    }
    return new Grant.Granted(token);
  }

  @Override
  public synchronized void release(String runId) {
    if (reachable && holder.equals(Optional.of(runId))) {
      holder = Optional.empty();
    }
  }

  /** Gives the lease to somebody else. */
  public synchronized void takenBy(String other) {
    holder = Optional.of(other);
    token++;
  }

  /** Nobody has it any more, as after too long a pause of its holder. */
  public synchronized void expire() {
    holder = Optional.empty();
  }

  /** The store loses all that it has. */
  public synchronized void lose() {
    holder = Optional.empty();
    token = 0;
  }

  /** Whether the store answers. */
  public synchronized void reachable(boolean now) {
    reachable = now;
  }

  @Override
  public synchronized Optional<String> holder() {
    return reachable ? holder : Optional.empty();
  }
}
