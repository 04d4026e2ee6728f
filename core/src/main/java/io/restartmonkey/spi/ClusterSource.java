package io.restartmonkey.spi;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.run.ClusterUnreachableException;

/** Where the state of a cluster is read from. */
public interface ClusterSource {

  /**
   * Reads the whole state once.
   *
   * @throws ClusterUnreachableException if it cannot be read
   */
  ClusterSnapshot read();

  /** Whether it shows the cluster as it is now, and not as it was; default yes. */
  default boolean isLive() {
    return true;
  }
}
