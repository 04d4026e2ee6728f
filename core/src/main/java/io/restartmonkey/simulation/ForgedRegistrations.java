package io.restartmonkey.simulation;

import io.restartmonkey.cluster.Server;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Registrations that somebody has overwritten with values that must not be believed. */
final class ForgedRegistrations {
  private final Map<String, Map<String, Object>> forged = new TreeMap<>();

  /** Somebody overwrites the registration of a server. */
  void forge(Server server, String provider) {
    forged.put(
        server.name(),
        Map.of(
            "address",
            server.address(),
            "groups",
            List.copyOf(server.groups()),
            "provider",
            provider,
            "registered",
            server.registered().toString()));
  }

  void clear() {
    forged.clear();
  }

  /** The registration as a reader of Redis parses it; the parser may refuse a forged one. */
  Server read(Server server) {
    Map<String, Object> values = forged.get(server.name());
    return values == null ? server : Server.parse(server.name(), values);
  }
}
