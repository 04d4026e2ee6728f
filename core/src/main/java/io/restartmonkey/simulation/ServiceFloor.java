package io.restartmonkey.simulation;

import com.google.common.collect.Sets;
import io.restartmonkey.health.GuardPolicy;
import java.time.Duration;

/**
 * I1: a monitor leaves at least as many servers of a service serving as its floor, and nobody stops
 * a server that gets requests.
 */
final class ServiceFloor {
  /** What HAProxy's checks need to see that a server no longer answers, and a poll more. */
  private static final Duration UNSEEN = Duration.ofSeconds(10);

  private final World world;
  private final GuardPolicy policy;
  private final Violations violations;

  ServiceFloor(World world, GuardPolicy policy, Violations violations) {
    this.world = world;
    this.policy = policy;
    this.violations = violations;
  }

  /** A proxy is about to send it nothing more. */
  void losesTraffic(SimulatedServer server) {
    if (!world.serves(server)) {
      return;
    }
    for (String service : Sets.intersection(server.server().groups(), policy.services())) {
      long others =
          world.servers().stream()
              .filter(other -> other != server && other.exists() && other.isIn(service))
              .filter(this::servesOrSeemsTo)
              .count();
      if (others < policy.floor() && !policy.outageAllowed()) {
        violations.report(
            "I1",
            "%s is taken out of traffic, and %d others of %s serve"
                .formatted(server.name(), others, service));
      }
    }
  }

  private boolean servesOrSeemsTo(SimulatedServer server) {
    return world.serves(server)
        || (!server.answers()
            && server.brokenFor().compareTo(UNSEEN) < 0
            && world.proxies().stream().anyMatch(proxy -> proxy.sends(server.name())));
  }

  /** Its service, or itself, is about to be stopped. */
  void stops(SimulatedServer server) {
    boolean hasTraffic = world.proxies().stream().anyMatch(proxy -> proxy.sends(server.name()));
    if (server.answers() && hasTraffic) {
      violations.report("I1", server.name() + " is stopped while it gets requests");
    }
  }
}
