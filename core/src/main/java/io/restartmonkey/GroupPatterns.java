package io.restartmonkey;

import com.google.common.base.Splitter;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.HostPatterns;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Resolves the patterns that the order of a cluster is made of: names of groups and servers, and
 * lists of these.
 *
 * @param inventory the running servers
 */
record GroupPatterns(Inventory inventory) implements HostPatterns {
  private static final Splitter NAMES = Splitter.onPattern("[,:]").trimResults().omitEmptyStrings();

  @Override
  public Optional<List<Server>> resolve(String pattern) {
    Set<Server> servers = new LinkedHashSet<>();
    for (String name : NAMES.split(pattern)) {
      Optional<List<Server>> named = inventory.named(name);
      if (named.isEmpty()) {
        return Optional.empty();
      }
      servers.addAll(named.get());
    }
    return Optional.of(List.copyOf(servers));
  }
}
