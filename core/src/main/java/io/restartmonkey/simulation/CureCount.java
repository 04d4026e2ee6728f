package io.restartmonkey.simulation;

import com.google.common.collect.Sets;
import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.GuardPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Counts the cures that servers really got: a server that had traffic is restarted. What comes
 * after that, until it has traffic again, belongs to the same cure.
 *
 * <p>Nobody can know of what everybody has forgotten: after a loss of Redis's data it begins anew,
 * and once a machine's clock was set nobody agrees any more on what an hour is.
 */
final class CureCount {
  /** Between the begin of a run, which is what counts, and the restart itself. */
  private static final Duration RUN = Duration.ofMinutes(15);

  private static final Duration HOUR = Duration.ofHours(1).minus(RUN);
  private static final Duration DAY = Duration.ofDays(1).minus(RUN);

  /** Cures that the monitor saw no end of, so that the next one belonged to them. */
  private static final int UNSEEN = 2;

  private record Cure(Duration at, String server, Set<String> services) {}

  private final EventQueue queue;
  private final GuardPolicy policy;
  private final Set<String> hadTraffic = new HashSet<>();
  private final List<Cure> cures = new ArrayList<>();
  private boolean clocksAgree = true;

  CureCount(EventQueue queue, GuardPolicy policy) {
    this.queue = queue;
    this.policy = policy;
  }

  /** A proxy is about to send it nothing more. */
  void losesTraffic(SimulatedServer server) {
    hadTraffic.add(server.name());
  }

  /** It is about to be restarted; which budget that breaks. */
  Optional<String> restarts(SimulatedServer server) {
    if (!hadTraffic.remove(server.name()) || !clocksAgree) {
      return Optional.empty();
    }
    Set<String> services =
        Set.copyOf(Sets.intersection(server.server().groups(), policy.services()));
    Optional<String> broken = ofServer(server);
    for (String service : services) {
      broken = broken.or(() -> ofService(service, server));
    }
    cures.add(new Cure(queue.wall(), server.name(), services));
    return broken;
  }

  /** Which budget of the server one more cure breaks. */
  private Optional<String> ofServer(SimulatedServer server) {
    String name = server.name();
    Predicate<Cure> same = one -> one.server.equals(name);
    Budgets budgets = policy.budgets();
    Optional<String> broken =
        over(name, HOUR, same, policy.attemptsPerHour())
            .or(() -> over(name, DAY, same, budgets.perDay()));
    return server.burns()
        ? broken
            .or(() -> over(name, HOUR, same, budgets.cpuPerHour()))
            .or(() -> over(name, DAY, same, budgets.cpuPerDay()))
        : broken;
  }

  /** Which budget of the service one more cure of this server breaks. */
  private Optional<String> ofService(String service, SimulatedServer server) {
    Predicate<Cure> same = one -> one.services.contains(service);
    Budgets budgets = policy.budgets();
    boolean cpu = server.burns();
    int hour = cpu ? budgets.cpuOfServicePerHour() : budgets.ofServicePerHour();
    int day = cpu ? budgets.cpuOfServicePerDay() : budgets.ofServicePerDay();
    return over(server.name(), HOUR, same, hour).or(() -> over(server.name(), DAY, same, day));
  }

  int total() {
    return cures.size();
  }

  /** Nobody knows of any cure. */
  void forget() {
    cures.clear();
  }

  /** A person has mended it, and said so. */
  void forget(String server) {
    cures.removeIf(cure -> cure.server.equals(server));
  }

  void clockWasSet() {
    clocksAgree = false;
  }

  private Optional<String> over(String name, Duration time, Predicate<Cure> which, int budget) {
    Duration since = queue.wall().minus(time);
    long before = cures.stream().filter(cure -> cure.at.compareTo(since) > 0).filter(which).count();
    return before >= budget + UNSEEN
        ? Optional.of(
            "%s is restarted after %d cures within %s, and %d are allowed"
                .formatted(name, before, time, budget))
        : Optional.empty();
  }
}
