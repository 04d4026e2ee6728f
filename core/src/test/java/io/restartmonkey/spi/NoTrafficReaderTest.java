package io.restartmonkey.spi;

import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.contract.TrafficReaderContract;
import java.util.concurrent.CompletableFuture;

class NoTrafficReaderTest implements TrafficReaderContract {
  @Override
  public TrafficReader reader() {
    return TrafficReader.NONE;
  }

  @Override
  public void await(CompletableFuture<TrafficReport> report) {}
}
