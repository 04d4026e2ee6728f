package io.restartmonkey.spi;

import io.restartmonkey.contract.SharedLeadershipContract;
import io.restartmonkey.fake.InMemoryLease;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Monitors of several processes, each of which may lead this one cluster. */
class CappedLeadershipContractTest implements SharedLeadershipContract {
  private final InMemoryLease lease = new InMemoryLease();
  private final Map<String, Leadership> all = new HashMap<>();

  @Override
  public Leadership of(String monitor) {
    return all.computeIfAbsent(monitor, name -> Leadership.by(lease, name, new Semaphore(1)));
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
