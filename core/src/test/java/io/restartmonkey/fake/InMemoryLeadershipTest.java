package io.restartmonkey.fake;

import io.restartmonkey.contract.SharedLeadershipContract;
import io.restartmonkey.spi.Leadership;

class InMemoryLeadershipTest implements SharedLeadershipContract {
  private final InMemoryLease lease = new InMemoryLease();

  @Override
  public Leadership of(String monitor) {
    return Leadership.by(lease, monitor);
  }

  @Override
  public void letItExpire() {
    lease.expire();
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
