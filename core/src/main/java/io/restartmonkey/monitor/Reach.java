package io.restartmonkey.monitor;

import com.google.common.base.Ticker;
import com.google.common.collect.Sets;
import io.restartmonkey.cluster.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose SSH, or whose app, can be heard from this machine: behind a bastion, a firewall or on
 * another port it says nothing, however well its server is.
 *
 * <ol>
 *   <li>Each server that is well is asked, until it was heard. A firewall may close later, so it is
 *       asked again every six hours.
 *   <li>A server that was well, and silent in {@value #MAX_MISSES} askings, cannot be heard. It is
 *       asked again every ten minutes.
 *   <li>A server that was never heard can be heard if one of its groups' other servers can.
 *   <li>A monitor that starts knows who was heard by the one before. Of the other servers that one
 *       knew, it believes nothing until it hears them.
 * </ol>
 *
 * <p>For one thread.
 */
final class Reach {
  private static final int MAX_MISSES = 2;
  private static final int MAX_AT_ONCE = 8;
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LATER = Duration.ofMinutes(10);
  private static final Duration ANEW = Duration.ofHours(6);

  /**
   * What is known of one server.
   *
   * @param wasHeard whether it ever was
   * @param misses how often in a row it has been silent since
   * @param again when to ask it again
   */
  private record Known(boolean wasHeard, int misses, long again) {
    boolean isHeard() {
      return wasHeard && misses < MAX_MISSES;
    }

    boolean isUnheard() {
      return misses >= MAX_MISSES;
    }
  }

  private final Ticker ticker;
  private final Map<Server, Known> known = new HashMap<>();
  private Set<String> heard = Set.of();
  private boolean hasNews;

  Reach(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Takes over what the monitor before this one knew: of these servers it heard those. */
  void recall(Collection<Server> servers, Set<String> names) {
    long now = ticker.read();
    for (Server server : servers) {
      boolean wasHeard = names.contains(server.name());
      known.put(
          server,
          wasHeard ? new Known(true, 0, now + ANEW.toNanos()) : new Known(false, MAX_MISSES, now));
    }
    hasNews = true;
  }

  /** The names of the servers that can be heard, as far as they were asked. */
  Set<String> heard() {
    if (hasNews) {
      hasNews = false;
      heard =
          known.entrySet().stream()
              .filter(one -> one.getValue().isHeard())
              .map(one -> one.getKey().name())
              .collect(Collectors.toUnmodifiableSet());
    }
    return heard;
  }

  /** Who is to be asked now, of those that are well: first those that were never asked. */
  List<Server> toAsk(Collection<Server> well) {
    long now = ticker.read();
    List<Server> unknown = new ArrayList<>();
    List<Map.Entry<Server, Long>> due = new ArrayList<>();
    for (Server server : well) {
      @Nullable Known before = known.get(server);
      if (before == null) {
        unknown.add(server);
      } else if (before.again - now <= 0) {
        due.add(Map.entry(server, before.again - now));
      }
      if (unknown.size() == MAX_AT_ONCE) {
        return unknown;
      }
    }
    due.sort(Comparator.comparing(Map.Entry::getValue));
    due.stream().limit(MAX_AT_ONCE - unknown.size()).forEach(one -> unknown.add(one.getKey()));
    return unknown;
  }

  /** A server that was well all the while was heard, or not. */
  void note(Server server, boolean isHeard) {
    @Nullable Known before = known.get(server);
    long now = ticker.read();
    if (isHeard) {
      put(server, new Known(true, 0, now + ANEW.toNanos()));
    } else if (before == null || before.again - now <= 0) {
      int misses = before == null ? 1 : Math.min(before.misses + 1, MAX_MISSES);
      Duration pause = misses < MAX_MISSES ? SOON : LATER;
      put(server, new Known(before != null && before.wasHeard, misses, now + pause.toNanos()));
    }
  }

  private void put(Server server, Known what) {
    @Nullable Known before = known.put(server, what);
    hasNews |= before == null || before.isHeard() != what.isHeard();
  }

  /** Whether something follows when it says nothing. */
  boolean canBeHeard(Server server) {
    @Nullable Known what = known.get(server);
    if (what != null && (what.wasHeard || what.isUnheard())) {
      return what.isHeard();
    }
    return known.entrySet().stream()
        .anyMatch(other -> other.getValue().isHeard() && isOfOneGroup(server, other.getKey()));
  }

  private static boolean isOfOneGroup(Server one, Server other) {
    return !Sets.intersection(one.groups(), other.groups()).isEmpty();
  }
}
