package io.restartmonkey.internal.decision;

import io.restartmonkey.cluster.Counted;
import io.restartmonkey.health.Condition;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.Roles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Something about the proxies that nobody means to be so.
 *
 * @param kind what
 * @param server the server that it is about
 * @param proxies the proxies that it is about, with commas
 */
public record TrafficFinding(Kind kind, String server, String proxies) {
  private static final int MAX_OF_A_KIND = 5;

  /** What can be found. */
  public enum Kind {
    /** Out of traffic everywhere, and no treatment has done that: somebody has, by hand. */
    OUT,
    /** In traffic here and not there, or now and not after a reload. */
    TORN,
    /** A proxy does not know it, and knows its peers. */
    MISSING,
    /** A proxy sends its requests to another address. */
    ELSEWHERE,
    /** It is behind a proxy, and not registered. */
    STRANGER,
    /** It is registered, and its record cannot be believed, so nobody treats it. */
    DOUBTED
  }

  /** What an operator must know of; of many servers at once in one line. */
  public static List<Condition> conditions(Collection<TrafficFinding> findings) {
    List<Condition> conditions = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<TrafficFinding> all =
          findings.stream()
              .filter(finding -> finding.kind() == kind)
              .sorted(Comparator.comparing(TrafficFinding::server))
              .toList();
      if (all.size() > MAX_OF_A_KIND) {
        conditions.add(
            new Condition(
                key(kind),
                "%s; the same of %s"
                    .formatted(all.get(0).words(), Counted.of(all.size() - 1L, "other"))));
      } else {
        all.forEach(
            finding ->
                conditions.add(new Condition(key(kind) + " " + finding.server(), finding.words())));
      }
    }
    return conditions;
  }

  private static String key(Kind kind) {
    return "traffic-" + Labels.of(kind);
  }

  private String words() {
    return switch (kind) {
      case OUT ->
          "%s is out of traffic on %s, and nothing that is known here has done that; it is left alone; to bring it back: %s"
              .formatted(server, proxies, Playbooks.bringBack(server));
      case TORN ->
          "%s is in and out of traffic at once: %s, HAProxy and its file, do not agree; it is tested and put back into traffic"
              .formatted(server, proxies);
      case MISSING ->
          "%s gets no requests from %s, now or after a reload, as it is not known there, and its peers are: give it a `server` line there; where the role proxy writes haproxy.cfg: %s"
              .formatted(server, proxies, Playbooks.provision(Roles.PROXY));
      case ELSEWHERE ->
          "%s is looked for at another address by %s than it is registered with: correct its `server` line there; where the role proxy writes haproxy.cfg: %s"
              .formatted(server, proxies, Playbooks.provision(Roles.PROXY));
      case STRANGER ->
          "%s is behind %s and not registered, so it is not watched: provision it, or take it away: %s"
              .formatted(server, proxies, Playbooks.retire(server));
      case DOUBTED ->
          "%s is behind %s, and its record in Redis cannot be believed; until that is mended, it is not even brought back into traffic: %s"
              .formatted(server, proxies, Playbooks.provision());
    };
  }
}
