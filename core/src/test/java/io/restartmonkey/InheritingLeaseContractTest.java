package io.restartmonkey;

import io.restartmonkey.contract.RunLeaseContract;
import io.restartmonkey.fake.InMemoryJournals;
import io.restartmonkey.fake.InMemoryLease;
import io.restartmonkey.spi.RunLease;

/** Without a run to inherit from it is a lease like any other. */
class InheritingLeaseContractTest implements RunLeaseContract {
  private final InMemoryLease lease = new InMemoryLease();
  private final InheritingLease inheriting = new InheritingLease(lease, new InMemoryJournals());

  @Override
  public RunLease lease() {
    return inheriting;
  }

  @Override
  public void letItExpire() {
    lease.expire();
  }

  @Override
  public void loseEverything() {
    lease.lose();
  }

  @Override
  public void goAway() {
    lease.reachable(false);
  }

  @Override
  public void comeBack() {
    lease.reachable(true);
  }
}
