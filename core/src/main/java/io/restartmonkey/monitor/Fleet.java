package io.restartmonkey.monitor;

import static java.util.stream.Collectors.toSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.plan.TreatmentPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Who serves in each service, counted once for all questions. */
final class Fleet {
  /** The group that marks a server as extra. */
  static final String EXTRA_GROUP = "extra";

  private final Circumstances now;
  private final Set<String> inTrouble;
  private final Set<String> superseded;
  private final Set<String> takenOutByHand;
  private final Supplier<Set<String>> names;
  private final List<Server> odd = new ArrayList<>();
  private final List<Server> extras = new ArrayList<>();
  private final Multiset<String> serving = HashMultiset.create();
  private final Multiset<String> perhapsServing = HashMultiset.create();

  Fleet(Circumstances now) {
    this.now = now;
    this.inTrouble = now.ledger().inTrouble();
    this.superseded = now.ledger().superseded();
    this.takenOutByHand = now.traffic(TrafficFinding.Kind.OUT);
    this.names = Suppliers.memoize(() -> names(now.servers()));
    for (Server server : now.servers()) {
      if (!(now.verdict(server.name()) instanceof Verdict.Healthy)) {
        odd.add(server);
      }
      if (isExtra(server)) {
        extras.add(server);
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

  static boolean isExtra(Server server) {
    return server.groups().contains(EXTRA_GROUP);
  }

  boolean isExtra(String name) {
    return extras.stream().anyMatch(extra -> extra.name().equals(name));
  }

  /** The server that an extra one stands in for. */
  static String principal(Server extra) {
    String name = extra.name();
    return name.endsWith(TreatmentPlanner.EXTRA)
        ? name.substring(0, name.length() - TreatmentPlanner.EXTRA.length())
        : name;
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
    return names.get().stream()
        .anyMatch(other -> TreatmentPlanner.isReplacement(other, name) && isHealthy(other));
  }

  List<Server> extras() {
    return extras;
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
