package io.restartmonkey.monitor;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.TimeText;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.Pause;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.Sighting;
import io.restartmonkey.term.Option;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sees the cluster, and knows since when it has been seen without a break. What Redis loses at a
 * stroke is written again from the {@link RegistryMemory}. For one thread.
 */
final class ClusterObserver {
  /** Longer than so many intervals without a look, and we were asleep ourselves. */
  private static final int MAX_INTERVALS = 5;

  /** So many late looks in a row, and we do not sleep now and then: we are too slow. */
  private static final int MAX_LATE = 3;

  /** So many breaks in a row may be one restart of Redis. */
  private static final int MAX_BREAKS = 3;

  /** Observation begins anew now and then. After so many times its length, somebody must know. */
  private static final int MAX_OBSERVATIONS = 10;

  private final MonitorPorts ports;
  private final HealthPolicy policy;
  private final Duration observation;
  private final UnaryOperator<ClusterSnapshot> believed;
  private final RegistryMemory memory;
  private int late;
  private boolean lostSight;
  private boolean seesAgain;
  private @Nullable Long watchedSince;
  private @Nullable Long lastLook;
  private @Nullable Long lastAsked;
  private @Nullable Long blindSince;
  private @Nullable Long interruptedSince;
  private int interruptions;

  /**
   * An observer that has seen nothing yet.
   *
   * @param observation how long to watch without a break before anything is done
   * @param believed what of a snapshot can be believed on this machine
   */
  ClusterObserver(
      MonitorPorts ports,
      HealthPolicy policy,
      Duration observation,
      UnaryOperator<ClusterSnapshot> believed) {
    this.ports = ports;
    this.policy = policy;
    this.observation = observation;
    this.believed = believed;
    this.memory = new RegistryMemory(ports);
  }

  /**
   * Takes a look.
   *
   * @param patience for how long nobody is told that nothing can be seen
   * @throws ClusterUnreachableException if nothing can be seen
   */
  ClusterSnapshot look(Instant now, Duration patience, List<Condition> conditions) {
    noteWhetherLate(ports.ticker().read(), conditions);
    try {
      ClusterSnapshot snapshot = read(now, conditions);
      memory.rememberPause(ports.pauses().read());
      blindSince = null;
      seesAgain = lostSight;
      lostSight = false;
      lastLook = ports.ticker().read();
      if (watchedSince == null) {
        watchedSince = lastLook;
      }
      noteWhetherInterrupted(conditions);
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

  private void noteWhetherLate(long asked, List<Condition> conditions) {
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
  }

  private void noteWhetherInterrupted(List<Condition> conditions) {
    if (watched().compareTo(observation) >= 0) {
      interruptedSince = null;
    }
    Duration lasts =
        interruptedSince == null || lastLook == null
            ? Duration.ZERO
            : Duration.ofNanos(lastLook - interruptedSince);
    if (interruptions > MAX_BREAKS
        && lasts.compareTo(observation.multipliedBy(MAX_OBSERVATIONS)) > 0) {
      conditions.add(
          new Condition(
              "interrupted",
              "the monitor has lost sight of the cluster %d times in %s, so it has watched for less than %s at a time, and does nothing; see what is slow or breaks now and then (this machine, its disk, Redis, the network)"
                  .formatted(interruptions, TimeText.of(lasts), TimeText.of(observation))));
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
   * @param heard who can be heard from here
   */
  Optional<Sighting> news(Instant now, Sighting.Heard heard) {
    return blindSince == null ? memory.news(now, heard) : Optional.empty();
  }

  /** What the monitor before this one saw; only the first call after a look returns it. */
  Optional<Sighting> takeRecalled() {
    return memory.takeRecalled();
  }

  /** Takes note of what was kept. */
  void kept(Sighting sighting) {
    memory.kept(sighting);
  }

  /** Something else is going on: what was seen before does not count as watched any more. */
  void beginAnew() {
    interruptedSince = null;
    forgetWatched();
  }

  private void forgetWatched() {
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
    if (interruptedSince == null) {
      interruptedSince = ports.ticker().read();
      interruptions = 0;
    }
    interruptions += lostSight ? 0 : 1;
    forgetWatched();
    lostSight = true;
  }

  /** The pause that held at the last look. */
  Optional<Pause> pause() {
    return memory.pause();
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
    if (memory.restoreWhatWasLost(snapshot, now, conditions)) {
      loseSight();
      snapshot = believed.apply(ports.source().read());
    }
    memory.rememberServers(snapshot);
    tellRefused(snapshot, conditions);
    return snapshot;
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
