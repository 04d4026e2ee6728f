package io.restartmonkey.plan;

import io.restartmonkey.cluster.Server;
import java.util.List;
import java.util.Optional;

/** Says which running servers a play's host pattern means. */
public interface HostPatterns {

  /**
   * Resolves a pattern against the running servers.
   *
   * @return the servers in inventory order, empty list if the group is known but has no running
   *     server; empty if the pattern names something that the inventory does not know
   */
  Optional<List<Server>> resolve(String pattern);
}
