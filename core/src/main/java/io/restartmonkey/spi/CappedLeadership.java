package io.restartmonkey.spi;

import java.util.concurrent.Semaphore;

/** Takes the lead of a cluster only while its process leads fewer than it may. For one thread. */
final class CappedLeadership implements Leadership {
  private final Leadership of;
  private final RunLease lease;
  private final Semaphore leads;
  private boolean counted;

  CappedLeadership(Leadership of, RunLease lease, Semaphore leads) {
    this.of = of;
    this.lease = lease;
    this.leads = leads;
  }

  @Override
  public Standing standing() {
    boolean led = counted;
    if (!counted && !leads.tryAcquire()) {
      return lease
          .holder()
          .map(Standing::by)
          .orElseGet(
              () ->
                  new Standing(
                      Role.UNKNOWN,
                      "nobody leads, as this monitor leads as many clusters as it may; start another one, or let this one lead more"));
    }
    counted = true;
    Standing standing = of.standing();
    if (standing.role() == Role.STANDS_BY || (standing.role() == Role.UNKNOWN && !led)) {
      giveBack();
    }
    return standing;
  }

  @Override
  public void resign() {
    of.resign();
    giveBack();
  }

  private void giveBack() {
    if (counted) {
      counted = false;
      leads.release();
    }
  }
}
