package io.restartmonkey.monitor;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Counted;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.Pause;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.Sighting;
import io.restartmonkey.term.Option;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sees the cluster, and knows since when it has been seen without a break. What Redis loses at a
 * stroke, registrations and a pause, is written again from memory, which is also on disk:
 *
 * <ul>
 *   <li>A server that goes alone was taken out of the registry, and is forgotten at once; so is one
 *       whose record is another now, or whose address has another name. One whose record cannot be
 *       believed is not.
 *   <li>Most of them, or all, that go at once were lost. Somebody who takes them out again within
 *       an hour meant it, and they are forgotten, unless the registry is empty then.
 *   <li>What was seen a week before a monitor starts counts no more.
 * </ul>
 *
 * <p>For one thread.
 */
final class ClusterObserver {
  /** Longer than so many intervals without a look, and we were asleep ourselves. */
  private static final int MAX_INTERVALS = 5;

  /** So many late looks in a row, and we do not sleep now and then: we are too slow. */
  private static final int MAX_LATE = 3;

  /** Who takes out again within this time what was written again has meant it. */
  private static final Duration MEANT = Duration.ofHours(1);

  /** What has not changed is kept again after this time, so that it can be told from old news. */
  private static final Duration KEPT = Duration.ofHours(1);

  private final MonitorPorts ports;
  private final HealthPolicy policy;
  private final UnaryOperator<ClusterSnapshot> believed;
  private List<Server> lastSeen = List.of();
  private final Map<String, Long> restored = new HashMap<>();
  private boolean recalled;
  private String cluster = "";
  private Optional<Sighting> kept = Optional.empty();
  private int late;
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
  ClusterObserver(
      MonitorPorts ports, HealthPolicy policy, UnaryOperator<ClusterSnapshot> believed) {
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
    long gap = lastAsked == null ? 0 : asked - lastAsked;
    boolean isLate = gap > MAX_INTERVALS * policy.interval().toNanos();
    late = isLate ? late + 1 : 0;
    if (isLate) {
      loseSight(); // We do not know what happened meanwhile.
    }
    if (late >= MAX_LATE) {
      conditions.add(slow(Duration.ofNanos(gap)));
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

  private Condition slow(Duration gap) {
    long needed = gap.dividedBy(MAX_INTERVALS).toSeconds() + 1;
    return new Condition(
        "slow",
        "the monitor looks every %d s only, so nothing counts as watched and nothing is done; see what is slow (this machine, its disk, Redis), or set %s to %ds or more"
            .formatted(gap.toSeconds(), Option.INTERVAL, needed));
  }

  /**
   * What is to be kept of what was seen; empty if that was kept already, or nothing was seen.
   *
   * @param now the wall clock
   */
  Optional<Sighting> news(Instant now) {
    if (cluster.isEmpty() || blindSince != null) {
      return Optional.empty();
    }
    Sighting sighting = new Sighting(now, cluster, lastSeen, lastPause, 0);
    return kept.filter(k -> k.isLike(sighting) && isFresh(k, now)).isPresent()
        ? Optional.empty()
        : Optional.of(sighting);
  }

  /** Takes note of what was kept. */
  void kept(Sighting sighting) {
    kept = Optional.of(sighting);
  }

  private static boolean isFresh(Sighting sighting, Instant now) {
    return !now.isBefore(sighting.at()) && now.isBefore(sighting.at().plus(KEPT));
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
    recall(snapshot.cluster(), now, conditions);
    Set<Server> lost = lost(snapshot);
    if (wasLost(lost.size(), snapshot.servers().isEmpty()) && !wasMeant(lost, snapshot)) {
      conditions.add(
          new Condition(
              "registry",
              "Redis has lost the registrations of %d of %d servers; they were written again from memory; those that are to be gone, take out again"
                  .formatted(lost.size(), lastSeen.size())));
      ports.registry().restore(lost);
      long nanos = ports.ticker().read();
      lost.forEach(server -> restored.put(server.name(), nanos));
      restorePause(now);
      loseSight();
      snapshot = believed.apply(ports.source().read());
    }
    lastSeen = remembered(snapshot);
    tellRefused(snapshot, conditions);
    return snapshot;
  }

  /** What the monitor before this one saw. */
  private void recall(String name, Instant now, List<Condition> conditions) {
    cluster = name;
    if (recalled) {
      return;
    }
    recalled = true;
    try {
      Optional<Sighting> last =
          ports.records().lastSighting().filter(sighting -> sighting.countsFor(name, now));
      lastSeen = last.map(Sighting::servers).orElse(List.of());
      lastPause = last.flatMap(Sighting::pause);
      last.filter(sighting -> sighting.doubtful() > 0)
          .ifPresent(
              sighting ->
                  conditions.add(
                      new Condition(
                          "memory",
                          "%s that monitor/registry.json kept, of servers or a pause, cannot be believed; if Redis has lost them, register the servers and pause anew"
                              .formatted(Counted.of(sighting.doubtful(), "record")))));
    } catch (RunFolderException e) {
      conditions.add(
          new Condition(
              "memory",
              "what was seen of the cluster last is forgotten: %s; if Redis has lost servers, register them anew"
                  .formatted(e.getMessage())));
    }
  }

  private Set<Server> lost(ClusterSnapshot snapshot) {
    List<Server> there = snapshot.registered();
    if (there.equals(lastSeen)) {
      return Set.of();
    }
    Set<Server> lost = new HashSet<>(lastSeen);
    Set<String> names = there.stream().map(Server::name).collect(Collectors.toSet());
    Set<String> addresses = there.stream().map(Server::address).collect(Collectors.toSet());
    lost.removeIf(
        server ->
            names.contains(server.name())
                || addresses.contains(server.address())
                || snapshot.hasRefused(server.name()));
    return lost;
  }

  /** Who is registered, and who was and is only lied about. */
  private List<Server> remembered(ClusterSnapshot snapshot) {
    if (snapshot.refused().isEmpty()) {
      return snapshot.registered();
    }
    List<Server> all = new ArrayList<>(snapshot.registered());
    Set<String> names = all.stream().map(Server::name).collect(Collectors.toSet());
    lastSeen.stream()
        .filter(server -> !names.contains(server.name()) && snapshot.hasRefused(server.name()))
        .forEach(all::add);
    return all;
  }

  /** Servers go one by one. A registry that loses most of them at once was lost, with its Redis. */
  private boolean wasLost(int lost, boolean nothingLeft) {
    boolean most = lost > 1 && 2 * lost > lastSeen.size();
    return most || (nothingLeft && lost > 0);
  }

  /** Whether somebody takes out what was brought back lately. */
  private boolean wasMeant(Set<Server> lost, ClusterSnapshot snapshot) {
    long nanos = ports.ticker().read();
    restored.values().removeIf(since -> nanos - since > MEANT.toNanos());
    boolean again = lost.stream().allMatch(server -> restored.containsKey(server.name()));
    return again && (lost.size() == 1 || !snapshot.servers().isEmpty());
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
