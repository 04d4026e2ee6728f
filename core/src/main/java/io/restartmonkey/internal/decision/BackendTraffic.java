package io.restartmonkey.internal.decision;

import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.SetMultimap;
import io.restartmonkey.cluster.ProxiedServer;
import io.restartmonkey.cluster.ProxiedServer.Traffic;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one server gets in each backend, from all proxies. Backends are not compared with each
 * other: an operator may have taken it out of one of them.
 */
final class BackendTraffic {
  private record Gets(Traffic now, Traffic afterReload) {
    boolean contains(Traffic traffic) {
      return now == traffic || afterReload == traffic;
    }
  }

  private static final Set<Gets> WHOLE = Set.of(new Gets(Traffic.IN, Traffic.IN));
  private static final Set<Gets> DRAINED_BY_HAND = Set.of(new Gets(Traffic.OUT, Traffic.IN));

  private final SetMultimap<String, Gets> backends =
      MultimapBuilder.treeKeys().hashSetValues().build();

  void add(ProxiedServer server) {
    backends.put(server.backend(), new Gets(server.now(), server.afterReload()));
  }

  /**
   * In and out of traffic in the same backend. A drain that HAProxy alone knows, of one backend of
   * several, is somebody's will.
   */
  boolean isTorn() {
    boolean isWholeElsewhere = sets().anyMatch(WHOLE::equals);
    return sets()
        .filter(gets -> has(gets, Traffic.IN) && has(gets, Traffic.OUT))
        .anyMatch(gets -> !isWholeElsewhere || !gets.equals(DRAINED_BY_HAND));
  }

  /** Out of traffic, and in it nowhere. */
  boolean isOut() {
    return sets().anyMatch(gets -> has(gets, Traffic.OUT))
        && sets().noneMatch(gets -> has(gets, Traffic.IN));
  }

  private Stream<Set<Gets>> sets() {
    return backends.keySet().stream().map(backends::get);
  }

  private static boolean has(Set<Gets> all, Traffic traffic) {
    return all.stream().anyMatch(gets -> gets.contains(traffic));
  }
}
