package io.restartmonkey;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.Condition;
import io.restartmonkey.monitor.HealthPolicy;
import io.restartmonkey.monitor.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sees the cluster, and knows since when it has been seen without a break. What Redis loses at a
 * stroke, registrations and a pause, is written again from memory. For one thread.
 */
final class Lookout {
  /** Longer than so many intervals without a look, and we were asleep ourselves. */
  private static final int MOST_INTERVALS = 5;

  private final MonitorPorts ports;
  private final HealthPolicy policy;
  private final UnaryOperator<ClusterSnapshot> believed;
  private List<Server> lastSeen = List.of();
  private Optional<Pause> lastPause = Optional.empty();
  private boolean lostSight;
  private boolean seesAgain;
  private @Nullable Long watchedSince;
  private @Nullable Long lastLook;
  private @Nullable Long lastAsked;
  private @Nullable Long blindSince;

  /**
   * A lookout that has seen nothing yet.
   *
   * @param believed what of a snapshot can be believed on this machine
   */
  Lookout(MonitorPorts ports, HealthPolicy policy, UnaryOperator<ClusterSnapshot> believed) {
    this.ports = ports;
    this.policy = policy;
    this.believed = believed;
  }

  /**
   * Takes a look.
   *
   * @param patience for how long nobody is told that nothing can be seen
   * @throws ClusterUnreachableException if nothing can be seen
   */
  ClusterSnapshot look(Instant now, Duration patience, List<Condition> conditions) {
    long asked = ports.ticker().read();
    if (lastAsked != null && asked - lastAsked > MOST_INTERVALS * policy.interval().toNanos()) {
      loseSight(); // We do not know what happened meanwhile.
    }
    lastAsked = asked;
    try {
      ClusterSnapshot snapshot = read(now, conditions);
      lastPause = ports.pauses().read();
      blindSince = null;
      seesAgain = lostSight;
      lostSight = false;
      lastLook = ports.ticker().read();
      if (watchedSince == null) {
        watchedSince = lastLook;
      }
      return snapshot;
    } catch (ClusterUnreachableException e) {
      loseSight();
      if (isBlindFor(patience)) {
        conditions.add(
            new Condition("cannot-see", "the cluster cannot be seen: " + e.getMessage()));
      }
      throw e;
    }
  }

  /** What was seen before does not count as watched any more. */
  void beginAnew() {
    watchedSince = null;
    lastLook = null;
  }

  /** For how long the cluster has been watched without a break. */
  Duration watched() {
    return watchedSince == null || lastLook == null
        ? Duration.ZERO
        : Duration.ofNanos(lastLook - watchedSince);
  }

  /** Whether the last look was the first one after a time in which nothing was seen. */
  boolean seesAgain() {
    return seesAgain;
  }

  private void loseSight() {
    beginAnew();
    lostSight = true;
  }

  /** The pause that held at the last look. */
  Optional<Pause> pause() {
    return lastPause;
  }

  /** A Redis that is restarted is back in a moment: nobody is woken for that. */
  private boolean isBlindFor(Duration patience) {
    long nanos = ports.ticker().read();
    if (blindSince == null) {
      blindSince = nanos;
    }
    return nanos - blindSince >= patience.toNanos();
  }

  private ClusterSnapshot read(Instant now, List<Condition> conditions) {
    ClusterSnapshot snapshot = believed.apply(ports.source().read());
    Set<Server> lost = lost(snapshot.registered());
    if (wasLost(lost.size(), snapshot.servers().isEmpty())) {
      conditions.add(
          new Condition(
              "registry",
              "Redis has lost the registrations of %d of %d servers; they were written again from memory"
                  .formatted(lost.size(), lastSeen.size())));
      ports.registry().restore(lost);
      restorePause(now);
      loseSight();
      snapshot = believed.apply(ports.source().read());
    }
    lastSeen = snapshot.registered();
    tellRefused(snapshot, conditions);
    return snapshot;
  }

  private Set<Server> lost(List<Server> there) {
    if (there.equals(lastSeen)) {
      return Set.of();
    }
    Set<Server> lost = new HashSet<>(lastSeen);
    Set<String> names = there.stream().map(Server::name).collect(Collectors.toSet());
    lost.removeIf(server -> names.contains(server.name()));
    return lost;
  }

  /** Servers go one by one. A registry that loses most of them at once was lost, with its Redis. */
  private boolean wasLost(int lost, boolean nothingLeft) {
    boolean most = lost > 1 && 2 * lost > lastSeen.size();
    return most || (nothingLeft && lost > 0);
  }

  private void restorePause(Instant now) {
    lastPause
        .filter(pause -> now.isBefore(pause.until()) && ports.pauses().read().isEmpty())
        .ifPresent(
            pause ->
                ports
                    .pauses()
                    .begin(pause.who(), pause.why(), Duration.between(now, pause.until())));
  }

  private static void tellRefused(ClusterSnapshot snapshot, List<Condition> conditions) {
    if (!snapshot.refused().isEmpty()) {
      conditions.add(
          new Condition(
              "refused",
              "%d records in Redis cannot be believed, the first: %s: %s"
                  .formatted(
                      snapshot.refused().size(),
                      snapshot.refused().get(0).record(),
                      snapshot.refused().get(0).reason())));
    }
  }
}
