package io.restartmonkey.internal.decision;

import io.restartmonkey.health.Condition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tries that could not begin, by server. Each is made again with growing pauses, and holds up
 * nobody else. For one thread.
 */
public final class DeferredAttempts {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(30);

  private record Obstacle(String problem, Duration pause, long notBefore) {}

  private final Map<String, Obstacle> met = new HashMap<>();

  /**
   * A try for a server could not begin.
   *
   * @param nanos the monotonic clock now
   */
  public void meet(String server, String problem, long nanos) {
    Obstacle before = met.get(server);
    Duration pause = before == null ? FIRST_PAUSE : before.pause.multipliedBy(2);
    pause = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
    met.put(server, new Obstacle(problem, pause, nanos + pause.toNanos()));
  }

  /** A try for a server did begin. */
  public void overcome(String server) {
    met.remove(server);
  }

  /** Forgets those for which nothing is to be done any more. */
  public void keepOnly(Set<String> servers) {
    met.keySet().retainAll(servers);
  }

  /** Why a try for a server must wait, by server. */
  public Map<String, String> holds(long nanos) {
    Map<String, String> holds = new HashMap<>();
    met.forEach(
        (server, obstacle) -> {
          if (nanos < obstacle.notBefore) {
            holds.put(server, "the last try could not begin: " + obstacle.problem);
          }
        });
    return holds;
  }

  /** One for each server, for as long as no try began. */
  public List<Condition> conditions() {
    return met.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                new Condition(
                    "cannot-act " + entry.getKey(),
                    "nothing can be done about %s: %s"
                        .formatted(entry.getKey(), entry.getValue().problem)))
        .toList();
  }
}
