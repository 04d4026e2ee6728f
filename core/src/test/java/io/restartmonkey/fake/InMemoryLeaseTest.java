package io.restartmonkey.fake;

import io.restartmonkey.contract.RunLeaseContract;
import io.restartmonkey.spi.RunLease;

class InMemoryLeaseTest implements RunLeaseContract {
  private final InMemoryLease lease = new InMemoryLease();

  @Override
  public RunLease lease() {
    return lease;
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
