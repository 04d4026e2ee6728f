package io.restartmonkey.spi;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Pause;
import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a monitor saw of a cluster last, so that the next one can tell what Redis has lost.
 *
 * @param at when, by the clock of its machine
 * @param cluster the cluster's name
 * @param servers every registered server
 * @param pause the pause that held
 * @param heard the servers that answered when they were asked directly
 * @param doubtful how many servers, and pauses, were kept that cannot be believed
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED_REQUIRED_ONLY)
public record Sighting(
    Instant at,
    String cluster,
    List<Server> servers,
    Optional<Pause> pause,
    Heard heard,
    int doubtful) {
  /** Longer ago, a cluster may be another one by now. */
  private static final Duration MAX_AGE = Duration.ofDays(7);

  private static final Duration A_LITTLE = Duration.ofSeconds(10);

  /**
   * The names of servers that can be heard from the machine of the monitor.
   *
   * @param ssh those whose SSH answered
   * @param app those whose app answered
   */
  public record Heard(Set<String> ssh, Set<String> app) {
    /** Nobody was asked, or nobody answered. */
    public static final Heard NOBODY = new Heard(Set.of(), Set.of());

    public Heard {
      ssh = Set.copyOf(ssh);
      app = Set.copyOf(app);
    }
  }

  public Sighting {
    servers = List.copyOf(servers);
  }

  /** Whether it still tells anything of this cluster: it is at most a week old. */
  public boolean countsFor(String name, Instant now) {
    return cluster.equals(name) && now.isBefore(at.plus(MAX_AGE));
  }

  /** Whether it tells the same of servers and pause, whenever it was made and whoever was heard. */
  public boolean isLike(Sighting other) {
    return cluster.equals(other.cluster)
        && servers.equals(other.servers)
        && isLike(pause, other.pause);
  }

  /** A pause is known by what is left of it, so its end is a little different each time. */
  private static boolean isLike(Optional<Pause> one, Optional<Pause> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() && other.isEmpty();
    }
    return one.get().who().equals(other.get().who())
        && one.get().why().equals(other.get().why())
        && Duration.between(one.get().until(), other.get().until()).abs().compareTo(A_LITTLE) < 0;
  }
}
