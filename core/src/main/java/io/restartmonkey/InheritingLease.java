package io.restartmonkey;

import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunLease;
import java.util.Optional;

/**
 * Inherits the lease of a run that can no longer be going on.
 *
 * <p>A run that stopped Redis, or was killed, could not give its lease back. While this process has
 * the folder of runs to itself, no other run of that folder is going on: so its lease may be taken
 * at once instead of being waited for. A run of another folder, or another machine, is left alone.
 */
final class InheritingLease implements RunLease {
  private final RunLease lease;
  private final RunJournals journals;

  /**
   * @param lease the lease
   * @param journals the folder of runs, which this process has to itself
   */
  InheritingLease(RunLease lease, RunJournals journals) {
    this.lease = lease;
    this.journals = journals;
  }

  @Override
  public Grant hold(String runId) {
    Grant grant = lease.hold(runId);
    if (grant instanceof Grant.Held held && journals.has(held.holder())) {
      lease.release(held.holder());
      return lease.hold(runId);
    }
    return grant;
  }

  @Override
  public Grant renew(String runId, long token) {
    return lease.renew(runId, token);
  }

  @Override
  public Optional<String> holder() {
    return lease.holder();
  }

  @Override
  public void release(String runId) {
    lease.release(runId);
  }
}
