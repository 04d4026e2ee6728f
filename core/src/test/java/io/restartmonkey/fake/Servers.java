package io.restartmonkey.fake;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Servers and snapshots for tests. */
public final class Servers {
  /** When every snapshot here was taken. */
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Servers() {}

  /** A server in a group, with an address that follows from its name. */
  public static Server server(String name, String... groups) {
    int hash = Math.floorMod(name.hashCode(), 65_536);
    return new Server(
        name,
        "10.1.%d.%d".formatted(hash / 256, hash % 256),
        ImmutableSortedSet.copyOf(groups),
        "lab",
        NOW.minusSeconds(3600));
  }

  /** A server whose heartbeat is one second old. */
  public static ServerState live(Server server) {
    return beating(server, 1_000);
  }

  /** A server whose heartbeat is this old. */
  public static ServerState beating(Server server, long ageMillis) {
    String id = (NOW.toEpochMilli() - ageMillis) + "-0";
    return new ServerState(
        server,
        Optional.of(
            new Heartbeat(
                id, 3.5, OptionalDouble.of(1), "0b1c2d3e-0000-4000-8000-000000000001", "-")));
  }

  /** A server without a heartbeat. */
  public static ServerState silent(Server server) {
    return new ServerState(server, Optional.empty());
  }

  /** A snapshot of running servers. */
  public static ClusterSnapshot running(Server... servers) {
    return new ClusterSnapshot(
        "demo", NOW, Arrays.stream(servers).map(Servers::live).toList(), List.of());
  }

  /** The example cluster: Redis, proxy, two app servers, a canary. */
  public static ClusterSnapshot example() {
    return running(
        server("redis1", "redis"),
        server("proxy1", "proxy"),
        server("app1", "app"),
        server("app2", "app"),
        server("canary1", "canary"));
  }
}
