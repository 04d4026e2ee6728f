package io.restartmonkey.fake;

import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.contract.AskingTrafficReaderContract;
import io.restartmonkey.spi.TrafficReader;
import java.util.concurrent.CompletableFuture;

class ScriptedProxiesTest implements AskingTrafficReaderContract {
  private final ScriptedProxies proxies = new ScriptedProxies();

  @Override
  public TrafficReader reader() {
    return proxies;
  }

  @Override
  public void cutOff() {
    proxies.fails("connection refused");
  }

  @Override
  public void slowDown() {
    proxies.isSlow();
  }

  @Override
  public void await(CompletableFuture<TrafficReport> report) {}
}
