package io.restartmonkey.internal.decision;

import static java.util.stream.Collectors.toSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.plan.TreatmentPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Who serves in each service, counted once for all questions. */
final class Fleet {
  private final DecisionInput now;
  private final Set<String> inTrouble;
  private final Set<String> superseded;
  private final Set<String> takenOutByHand;
  private final Map<String, String> principals;
  private final Supplier<Set<String>> names;
  private final List<Server> odd = new ArrayList<>();
  private final List<Server> surgeServers = new ArrayList<>();
  private final List<Server> nobodysSurgeServers = new ArrayList<>();
  private final Multiset<String> serving = HashMultiset.create();
  private final Multiset<String> perhapsServing = HashMultiset.create();

  Fleet(DecisionInput now) {
    this.now = now;
    this.inTrouble = now.ledger().inTrouble();
    this.superseded = now.ledger().superseded();
    this.takenOutByHand = now.traffic(TrafficFinding.Kind.OUT);
    this.principals = now.ledger().surgeServers();
    this.names = Suppliers.memoize(() -> names(now.servers()));
    for (Server server : now.servers()) {
      if (!(now.verdict(server.name()) instanceof Verdict.Healthy)) {
        odd.add(server);
      }
      if (server.groups().contains(ContentContract.SURGE_GROUP)) {
        if (principals.containsKey(server.name())) {
          surgeServers.add(server);
        } else if (server.name().endsWith(TreatmentPlanner.SURGE)) {
          nobodysSurgeServers.add(server);
        }
      }
      if (serves(server)) {
        serving.addAll(server.groups());
      }
      if (perhapsServes(server)) {
        perhapsServing.addAll(server.groups());
      }
    }
  }

  /** The watched services of a server. */
  static List<String> services(Server server, Set<String> services) {
    return server.groups().stream().filter(services::contains).toList();
  }

  boolean isSurge(String name) {
    return surgeServers.stream().anyMatch(surge -> surge.name().equals(name));
  }

  /** The server that a surge server stands in for. */
  String principal(Server surge) {
    return principals.getOrDefault(surge.name(), surge.name());
  }

  /** Servers that were taken out of traffic and not yet brought back. */
  Set<String> inTrouble() {
    return inTrouble;
  }

  /** The servers that are not healthy. */
  List<Server> odd() {
    return odd;
  }

  /** Servers whose replacement serves already, and that are still registered. */
  List<Server> superseded() {
    return now.servers().stream().filter(s -> superseded.contains(s.name())).toList();
  }

  /** Whether a replacement of a server serves. */
  boolean isReplaced(String name) {
    return now.ledger().replacements(name).stream()
        .anyMatch(other -> isRegistered(other) && isHealthy(other));
  }

  /** The surge servers that are known to have been made as such. */
  List<Server> surgeServers() {
    return surgeServers;
  }

  /** Servers that look like surge servers, and that nobody remembers to have made. */
  List<Server> nobodysSurgeServers() {
    return nobodysSurgeServers;
  }

  Optional<Server> named(String name) {
    return now.servers().stream().filter(server -> server.name().equals(name)).findFirst();
  }

  boolean isRegistered(String name) {
    return names.get().contains(name);
  }

  /** The members of a service that surely serve, but for one of them. */
  int serving(String service, Server but) {
    return serving.count(service) - (serves(but) ? 1 : 0);
  }

  /** The same, with those of which it is not quite sure. */
  int perhapsServing(String service, Server but) {
    return perhapsServing.count(service) - (perhapsServes(but) ? 1 : 0);
  }

  boolean isHealthy(String server) {
    return !isOut(server) && now.verdict(server) instanceof Verdict.Healthy;
  }

  private boolean serves(Server server) {
    Verdict verdict = now.verdict(server.name());
    return (verdict instanceof Verdict.Healthy || verdict instanceof Verdict.Overloaded)
        && !isOut(server.name());
  }

  private boolean perhapsServes(Server server) {
    Verdict verdict = now.verdict(server.name());
    return serves(server)
        || ((verdict instanceof Verdict.Suspect || verdict instanceof Verdict.AgentDead)
            && !isOut(server.name()));
  }

  /** Whether it was taken out of traffic and not brought back, by whomever, as far as we know. */
  boolean isOut(String server) {
    return inTrouble.contains(server)
        || superseded.contains(server)
        || takenOutByHand.contains(server)
        || now.ledger().quarantined().containsKey(server);
  }

  private static Set<String> names(List<Server> servers) {
    return servers.stream().map(Server::name).collect(toSet());
  }
}
