package io.restartmonkey.internal.decision;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.restartmonkey.cluster.Counted;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.GuardPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How much of the {@link Budgets} is spent, counted once for one decision. */
final class Spending {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final GuardPolicy policy;
  private final Ledger ledger;
  private final Instant now;
  private final Multiset<String> inAnHour = HashMultiset.create();
  private final Multiset<String> inADay = HashMultiset.create();

  Spending(GuardPolicy policy, DecisionInput circumstances) {
    this.policy = policy;
    this.ledger = circumstances.ledger();
    this.now = circumstances.now();
    Set<String> cured = ledger.curedSince(now.minus(DAY));
    if (cured.isEmpty()) {
      return;
    }
    Map<String, Server> servers = new HashMap<>();
    circumstances.servers().forEach(server -> servers.put(server.name(), server));
    for (String name : cured) {
      for (String service : services(name, servers)) {
        inAnHour.add(service, ledger.cures(name, now.minus(HOUR)));
        inADay.add(service, ledger.cures(name, now.minus(DAY)));
      }
    }
  }

  /** How many cures a server got in the last day. */
  int inADay(String server) {
    return ledger.cures(server, now.minus(DAY));
  }

  /** The service of a server that got as many cures as it may, and how many that are. */
  Optional<String> ofService(Server server) {
    return ofService(
        server, policy.budgets().ofServicePerHour(), policy.budgets().ofServicePerDay());
  }

  /** Why a server is not cured for its CPU any more, for now. */
  Optional<String> forCpu(Server server) {
    Budgets budgets = policy.budgets();
    int hour = ledger.cures(server.name(), now.minus(HOUR));
    int day = inADay(server.name());
    if (budgets.cpuPerHour() == 0
        || budgets.cpuPerDay() == 0
        || budgets.cpuOfServicePerHour() == 0
        || budgets.cpuOfServicePerDay() == 0) {
      return Optional.of("CPU alone is no reason here");
    } else if (hour >= budgets.cpuPerHour()) {
      return Optional.of("it got %s within an hour already".formatted(Counted.of(hour, "cure")));
    } else if (day >= budgets.cpuPerDay()) {
      return Optional.of("it got %s within a day already".formatted(Counted.of(day, "cure")));
    }
    return ofService(server, budgets.cpuOfServicePerHour(), budgets.cpuOfServicePerDay());
  }

  private Optional<String> ofService(Server server, int perHour, int perDay) {
    for (String service : Fleet.services(server, policy.services())) {
      if (inAnHour.count(service) >= perHour) {
        return words(service, inAnHour.count(service), "an hour");
      } else if (inADay.count(service) >= perDay) {
        return words(service, inADay.count(service), "a day");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> words(String service, int cures, String time) {
    return Optional.of(
        "servers of %s got %s within %s already"
            .formatted(service, Counted.of(cures, "cure"), time));
  }

  /** The watched services of a server, or of the one that was made in its place. */
  private Set<String> services(String name, Map<String, Server> servers) {
    Server there = servers.get(name);
    List<Server> all =
        there != null
            ? List.of(there)
            : servers.values().stream()
                .filter(other -> ledger.replacements(name).contains(other.name()))
                .toList();
    Set<String> services = new TreeSet<>();
    all.forEach(server -> services.addAll(Fleet.services(server, policy.services())));
    return services;
  }
}
