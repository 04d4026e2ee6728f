package io.restartmonkey.simulation;

import io.restartmonkey.health.GuardPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * I4: there are no more surge servers than allowed, and none lives longer than its lease, or an
 * alert says so.
 */
final class SurgeLimit {
  private static final Duration PATIENCE = Duration.ofMinutes(25);

  private final World world;
  private final GuardPolicy policy;
  private final Oversight oversight;
  private final Violations violations;
  private final Map<String, Duration> surgeSince = new HashMap<>();

  SurgeLimit(World world, GuardPolicy policy, Oversight oversight, Violations violations) {
    this.world = world;
    this.policy = policy;
    this.oversight = oversight;
    this.violations = violations;
  }

  /** A surge server was made. */
  void makes(SimulatedServer server) {
    surgeSince.put(server.name(), world.queue().wall());
    long all = surgeSince.keySet().stream().filter(name -> world.server(name).isPresent()).count();
    if (all > policy.maxSurge()) {
      violations.report("I4", "there are %d surge servers".formatted(all));
    }
  }

  void destroys(SimulatedServer server) {
    surgeSince.remove(server.name());
  }

  /** What holds at every moment. */
  void check() {
    Duration due = world.queue().wall().minus(policy.surgeLease());
    if (oversight.isRestarted()) { // Nobody may do anything.
      surgeSince.replaceAll((name, since) -> later(since, due));
    }
    if (policy.keepSurge()) {
      return;
    }
    surgeSince.replaceAll((name, since) -> oversight.isTold(name) ? later(since, due) : since);
    surgeSince.forEach(
        (name, since) -> {
          if (due.minus(since).compareTo(PATIENCE) > 0) {
            violations.report(
                "I4", "%s has outlived its lease, and nobody is told".formatted(name));
          }
        });
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
