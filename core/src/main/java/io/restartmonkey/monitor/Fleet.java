package io.restartmonkey.monitor;

import io.restartmonkey.cluster.Server;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who serves in each service.
 *
 * @param now the circumstances
 * @param inTrouble servers that were taken out of traffic and not yet brought back
 */
record Fleet(Circumstances now, Set<String> inTrouble) {
  /** The group that marks a server as extra. */
  static final String EXTRA_GROUP = "extra";

  private static final String EXTRA_SUFFIX = "-extra";

  static Fleet of(Circumstances now) {
    return new Fleet(now, now.ledger().inTrouble());
  }

  /** The watched service of a server, if it has one. */
  static Optional<String> service(Server server, Set<String> services) {
    return server.groups().stream().filter(services::contains).findFirst();
  }

  static boolean isExtra(Server server) {
    return server.groups().contains(EXTRA_GROUP);
  }

  /** The server that an extra one stands in for. */
  static String principal(Server extra) {
    String name = extra.name();
    return name.endsWith(EXTRA_SUFFIX)
        ? name.substring(0, name.length() - EXTRA_SUFFIX.length())
        : name;
  }

  List<Server> extras() {
    return now.servers().stream().filter(Fleet::isExtra).toList();
  }

  boolean isRegistered(String name) {
    return now.servers().stream().anyMatch(server -> server.name().equals(name));
  }

  /** The members of a service that surely serve, but for one. */
  long serving(String service, Server but) {
    return now.servers().stream()
        .filter(server -> isOther(server, service, but))
        .filter(server -> serves(server.name()))
        .count();
  }

  /** The same, with those of which it is not quite sure. */
  long perhapsServing(String service, Server but) {
    return now.servers().stream()
        .filter(server -> isOther(server, service, but))
        .filter(
            server ->
                serves(server.name())
                    || (now.verdict(server.name()) instanceof Verdict.Suspect
                        && !inTrouble.contains(server.name())))
        .count();
  }

  boolean isHealthy(String server) {
    return !inTrouble.contains(server) && now.verdict(server) instanceof Verdict.Healthy;
  }

  private boolean serves(String server) {
    return isHealthy(server)
        || (!inTrouble.contains(server) && now.verdict(server) instanceof Verdict.Overloaded);
  }

  private static boolean isOther(Server server, String service, Server but) {
    return server.groups().contains(service) && !server.name().equals(but.name());
  }
}
