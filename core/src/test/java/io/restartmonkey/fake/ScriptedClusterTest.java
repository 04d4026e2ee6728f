package io.restartmonkey.fake;

import io.restartmonkey.contract.RegistryContract;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.Registry;

class ScriptedClusterTest implements RegistryContract {
  private final ScriptedCluster cluster = new ScriptedCluster(new VirtualTime());

  @Override
  public Registry registry() {
    return cluster;
  }

  @Override
  public ClusterSource cluster() {
    return cluster;
  }

  @Override
  public void goAway() {
    cluster.reachable(false);
  }
}
