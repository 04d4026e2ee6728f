package io.restartmonkey.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** I3: no server is out of traffic for longer than some time, or an alert says so. */
final class DrainTimeLimit {
  /** For how many minutes a server may be out of traffic. */
  static final int PATIENCE_MINUTES = 25;

  private static final Duration PATIENCE = Duration.ofMinutes(PATIENCE_MINUTES);

  private final World world;
  private final Oversight oversight;
  private final Violations violations;
  private final Map<String, Duration> outSince = new HashMap<>();
  private boolean wasWatched;

  DrainTimeLimit(World world, Oversight oversight, Violations violations) {
    this.world = world;
    this.oversight = oversight;
    this.violations = violations;
  }

  /** What holds at every moment. */
  void check() {
    Duration now = world.queue().wall();
    Set<String> out = out();
    outSince.keySet().retainAll(out);
    boolean isWatched = oversight.isWatched();
    if (!isWatched || !wasWatched || oversight.isRestarted()) {
      outSince.replaceAll((name, since) -> now); // Nobody is there who may do or tell anything.
    }
    wasWatched = isWatched;
    out.forEach(name -> check(name, now));
  }

  private Set<String> out() {
    Set<String> out = new HashSet<>();
    for (SimulatedProxy proxy : world.proxies()) {
      out.addAll(proxy.drained());
    }
    out.removeIf(name -> world.server(name).isEmpty());
    return out;
  }

  private void check(String name, Duration now) {
    Duration since = outSince.computeIfAbsent(name, n -> now);
    if (oversight.isTold(name)) {
      outSince.put(name, now); // Whoever was told knows, also when the teller dies.
    } else if (now.minus(since).compareTo(PATIENCE) > 0) {
      violations.report(
          "I3",
          "%s is out of traffic since %s, and nobody is told".formatted(name, Trace.words(since)));
    }
  }
}
