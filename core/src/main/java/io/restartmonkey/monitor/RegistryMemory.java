package io.restartmonkey.monitor;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Counted;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.Pause;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Remembers the registered servers and the pause, also on disk. What Redis loses at a stroke is
 * written again:
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
final class RegistryMemory {
  /** Who takes out again within this time what was written again has meant it. */
  private static final Duration MEANT = Duration.ofHours(1);

  /** What has not changed is kept again after this time, so that it can be told from old news. */
  private static final Duration KEPT = Duration.ofHours(1);

  /** Of many servers, a few are heard in each tick at first: that is not written each time. */
  private static final Duration HEARD = Duration.ofMinutes(1);

  private final MonitorPorts ports;
  private final Map<String, Long> restored = new HashMap<>();
  private boolean recalled;
  private String cluster = "";
  private List<Server> lastSeen = List.of();
  private Optional<Pause> lastPause = Optional.empty();
  private Optional<Sighting> kept = Optional.empty();
  private Optional<Sighting> before = Optional.empty();

  RegistryMemory(MonitorPorts ports) {
    this.ports = ports;
  }

  /**
   * Writes again what was lost since the last look, and says so.
   *
   * @return whether something was; the cluster must be read again then
   * @throws ClusterUnreachableException if it cannot be written
   */
  boolean restoreWhatWasLost(ClusterSnapshot snapshot, Instant now, List<Condition> conditions) {
    recall(snapshot.cluster(), now, conditions);
    Set<Server> lost = lost(snapshot);
    if (!wasLost(lost.size(), snapshot.servers().isEmpty()) || wasMeant(lost, snapshot)) {
      return false;
    }
    conditions.add(
        new Condition(
            "registry",
            "Redis has lost the registrations of %d of %d servers; they were written again from memory; those that are to be gone, take out again"
                .formatted(lost.size(), lastSeen.size())));
    ports.registry().restore(lost);
    long nanos = ports.ticker().read();
    lost.forEach(server -> restored.put(server.name(), nanos));
    restorePause(now);
    return true;
  }

  /** Takes note of who is registered, and who was and is only lied about. */
  void rememberServers(ClusterSnapshot snapshot) {
    lastSeen = remembered(snapshot);
  }

  /** Takes note of the pause that holds. */
  void rememberPause(Optional<Pause> pause) {
    lastPause = pause;
  }

  /** The pause that held at the last look. */
  Optional<Pause> pause() {
    return lastPause;
  }

  /**
   * What is to be kept of what was seen; empty if that was kept already, or nothing was seen.
   *
   * @param now the wall clock
   * @param heard who can be heard from here
   */
  Optional<Sighting> news(Instant now, Sighting.Heard heard) {
    if (cluster.isEmpty()) {
      return Optional.empty();
    }
    Sighting sighting = new Sighting(now, cluster, lastSeen, lastPause, heard, 0);
    return kept.filter(k -> k.isLike(sighting) && isFresh(k, sighting)).isPresent()
        ? Optional.empty()
        : Optional.of(sighting);
  }

  /** Takes note of what was kept. */
  void kept(Sighting sighting) {
    kept = Optional.of(sighting);
  }

  private static boolean isFresh(Sighting kept, Sighting news) {
    Duration lasts = kept.heard().equals(news.heard()) ? KEPT : HEARD;
    return !news.at().isBefore(kept.at()) && news.at().isBefore(kept.at().plus(lasts));
  }

  /** What the monitor before this one saw; only the first call returns it. */
  Optional<Sighting> takeRecalled() {
    Optional<Sighting> recalled = before;
    before = Optional.empty();
    return recalled;
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
      before = last;
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
}
