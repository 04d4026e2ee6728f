package io.restartmonkey.internal.decision;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.net.InetAddresses;
import io.restartmonkey.cluster.ProxiedServer;
import io.restartmonkey.cluster.ProxiedServer.Traffic;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.internal.decision.TrafficFinding.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Compares what the proxies say with what is registered and what was done.
 *
 * <p>A server that a treatment has taken out of traffic, and not yet brought back, is meant to be
 * out. A service none of whose servers a proxy knows is not behind that proxy. What is not about
 * the watched services is none of our business.
 */
public final class TrafficAudit {
  private record Entry(String proxy, ProxiedServer server) {
    boolean isKnown() {
      return server.now() != Traffic.UNKNOWN && server.afterReload() != Traffic.UNKNOWN;
    }
  }

  private final Map<String, Server> registered = new TreeMap<>();
  private final Set<String> services;
  private final Set<String> accountedFor;
  private final Predicate<String> isDoubted;
  private final ListMultimap<String, Entry> entries =
      MultimapBuilder.treeKeys().arrayListValues().build();
  private final Set<TrafficFinding> findings = new HashSet<>();

  private TrafficAudit(
      Collection<Server> servers,
      Set<String> services,
      Set<String> accountedFor,
      Predicate<String> isDoubted,
      TrafficReport report) {
    servers.forEach(server -> registered.put(server.name(), server));
    this.services = services;
    this.accountedFor = accountedFor;
    this.isDoubted = isDoubted;
    report
        .proxies()
        .forEach(
            (proxy, there) ->
                there.forEach(server -> entries.put(server.server(), new Entry(proxy, server))));
  }

  /**
   * What nobody means to be so.
   *
   * @param policy names the watched groups
   * @param servers every registered server
   * @param isDoubted whether the record of a server that is not registered cannot be believed
   * @param ledger tells which servers are meant to be out of traffic, or to go
   */
  public static Set<TrafficFinding> findings(
      GuardPolicy policy,
      Collection<Server> servers,
      Predicate<String> isDoubted,
      Ledger ledger,
      TrafficReport report) {
    Set<String> accountedFor = new HashSet<>(ledger.leftovers(policy.keepSurge()));
    servers.forEach(server -> accountedFor.remove(server.name())); // These are whole.
    accountedFor.addAll(ledger.inTrouble());
    accountedFor.addAll(ledger.superseded());
    accountedFor.addAll(ledger.quarantined().keySet());
    TrafficAudit audit =
        new TrafficAudit(servers, policy.services(), accountedFor, isDoubted, report);
    audit.lookAtServers();
    audit.lookAtStrangers();
    return audit.findings;
  }

  private void lookAtServers() {
    for (Server server : registered.values()) {
      if (isWatched(server.name()) && !accountedFor.contains(server.name())) {
        List<Entry> there = own(server, entries.get(server.name()));
        lookAtTraffic(server.name(), there);
        lookForGaps(server, there);
        found(Kind.ELSEWHERE, server.name(), there.stream().filter(e -> isElsewhere(server, e)));
      }
    }
  }

  /**
   * Without others of its name: those at another address, on a proxy that has it at its own in
   * another backend.
   */
  private static List<Entry> own(Server server, List<Entry> there) {
    Set<String> knowing =
        there.stream().filter(e -> !isElsewhere(server, e)).map(Entry::proxy).collect(toSet());
    Set<String> backends =
        there.stream()
            .filter(e -> !isElsewhere(server, e))
            .map(e -> e.server().backend())
            .collect(toSet());
    return there.stream()
        .filter(
            e ->
                !isElsewhere(server, e)
                    || !knowing.contains(e.proxy())
                    || backends.contains(e.server().backend()))
        .toList();
  }

  private void lookAtTraffic(String name, List<Entry> there) {
    BackendTraffic traffic = new BackendTraffic();
    there.forEach(entry -> traffic.add(entry.server()));
    if (traffic.isTorn()) {
      found(Kind.TORN, name, there.stream());
    } else if (traffic.isOut()) {
      found(Kind.OUT, name, there.stream());
    }
  }

  private void lookForGaps(Server server, List<Entry> there) {
    Set<String> knowing = there.stream().filter(Entry::isKnown).map(Entry::proxy).collect(toSet());
    found(
        Kind.MISSING,
        server.name(),
        entries.values().stream()
            .filter(entry -> isPeer(server, entry) && !knowing.contains(entry.proxy())));
  }

  private boolean isPeer(Server server, Entry entry) {
    Server peer = registered.get(entry.server().server());
    return peer != null
        && Fleet.services(server, services).stream()
            .anyMatch(group -> peer.groups().contains(group));
  }

  /** Other backends may have servers that are none of the cluster. */
  private void lookAtStrangers() {
    Set<String> backends =
        entries.values().stream()
            .filter(entry -> isWatched(entry.server().server()))
            .map(entry -> entry.server().backend())
            .collect(toSet());
    for (String name : entries.keySet()) {
      if (registered.containsKey(name)) {
        continue;
      }
      List<Entry> known = entries.get(name).stream().filter(e -> !e.server().isBackup()).toList();
      List<Entry> there =
          known.stream().filter(e -> backends.contains(e.server().backend())).toList();
      if (isDoubted.test(name)) {
        // It may have been the last one of its service whose record could be believed.
        found(Kind.DOUBTED, name, (there.isEmpty() ? known : there).stream());
      } else if (!accountedFor.contains(name)) {
        found(Kind.STRANGER, name, there.stream());
      }
    }
  }

  private boolean isWatched(String name) {
    Server server = registered.get(name);
    return server != null && !Fleet.services(server, services).isEmpty();
  }

  /** Names are not compared, as the proxy may find a server by another one. */
  private static boolean isElsewhere(Server server, Entry entry) {
    String seen = entry.server().address();
    return InetAddresses.isInetAddress(server.address())
        && InetAddresses.isInetAddress(seen)
        && !InetAddresses.forString(server.address()).equals(InetAddresses.forString(seen));
  }

  private void found(Kind kind, String server, Stream<Entry> where) {
    String proxies = where.map(Entry::proxy).distinct().sorted().collect(joining(", "));
    if (!proxies.isEmpty()) {
      findings.add(new TrafficFinding(kind, server, proxies));
    }
  }
}
