package io.restartmonkey.spi;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.run.ClusterUnreachableException;
import java.util.Collection;

/** Where servers are registered. */
public interface Registry {

  /**
   * Registers servers again whose registrations were lost; one that is there is left alone.
   *
   * @throws ClusterUnreachableException if it cannot be written
   */
  void restore(Collection<Server> servers);
}
