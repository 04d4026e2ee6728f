package io.restartmonkey.internal.decision;

import io.restartmonkey.cluster.Server;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells load, which reaches most servers of a service, from one server that burns CPU. */
final class PeerLoad {
  private static final class Members {
    private int heard;
    private int calm;
  }

  private final Set<String> services;
  private final Map<String, Members> members = new HashMap<>();

  /**
   * Knows no server yet.
   *
   * @param services groups whose members are each other's peers
   */
  PeerLoad(Set<String> services) {
    this.services = services;
  }

  /** Takes note of a server that is heard of. */
  void count(Server server, boolean isCalm) {
    for (String group : server.groups()) {
      if (services.contains(group)) {
        Members ofGroup = members.computeIfAbsent(group, g -> new Members());
        ofGroup.heard++;
        ofGroup.calm += isCalm ? 1 : 0;
      }
    }
  }

  /**
   * Why it is load if this server is busy: at least half of its peers in one of its services are
   * not known to be calm. Empty if it is not.
   */
  Optional<String> shared(Server server) {
    for (String group : server.groups()) {
      Members ofGroup = members.get(group);
      int peers = ofGroup == null ? 0 : ofGroup.heard - 1;
      int restless = ofGroup == null ? 0 : peers - ofGroup.calm;
      if (peers > 0 && restless * 2 >= peers) {
        return Optional.of(
            "%d of %d peers are not known to be calm: load".formatted(restless, peers));
      }
    }
    return Optional.empty();
  }
}
