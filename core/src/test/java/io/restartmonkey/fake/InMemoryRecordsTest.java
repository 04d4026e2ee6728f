package io.restartmonkey.fake;

import io.restartmonkey.contract.MonitorStateStoreContract;
import io.restartmonkey.spi.MonitorStateStore;

class InMemoryRecordsTest implements MonitorStateStoreContract {
  private final InMemoryRecords records = new InMemoryRecords();

  @Override
  public MonitorStateStore memory() {
    return records;
  }
}
