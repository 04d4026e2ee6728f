package io.restartmonkey.internal.decision;

import static java.util.stream.Collectors.joining;

import io.restartmonkey.cluster.Counted;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.term.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an operator must know of although, or because, nothing is done about it: load on a whole
 * service, servers that were never heard of, and a policy that does not fit the cluster.
 *
 * @param policy what is allowed
 * @param now the circumstances
 */
record OperatorNotices(GuardPolicy policy, DecisionInput now, Fleet fleet) {
  private static final int MAX_NAMES = 5;

  List<Condition> conditions() {
    List<Condition> conditions = new ArrayList<>();
    withDoubt(Doubt.NEVER_HEARD).forEach(server -> conditions.add(neverHeard(server.name())));
    withDoubt(Doubt.APP_ILL).forEach(server -> conditions.add(appIll(server.name())));
    withDoubt(Doubt.NOT_ASKED).forEach(server -> conditions.add(notAsked(server.name())));
    if (now.servers().isEmpty()) {
      conditions.add(
          new Condition(
              "no-servers",
              "no server is registered in Redis; provision the cluster, or set %s to the right one"
                  .formatted(Option.CLUSTER)));
    }
    policy.services().stream().sorted().forEach(service -> addOf(service, conditions));
    return conditions;
  }

  private void addOf(String service, List<Condition> conditions) {
    List<String> busy =
        withDoubt(Doubt.LOAD)
            .filter(server -> server.groups().contains(service))
            .map(Server::name)
            .toList();
    if (!busy.isEmpty()) {
      conditions.add(load(service, busy));
    }
    long members =
        now.servers().stream().filter(server -> server.groups().contains(service)).count();
    if (!now.servers().isEmpty() && (members == 0 || members < policy.floor())) {
      conditions.add(few(service, members));
    }
  }

  private Stream<Server> withDoubt(Doubt doubt) {
    return fleet.odd().stream().filter(server -> has(server, doubt));
  }

  private boolean has(Server server, Doubt doubt) {
    return now.verdict(server.name()) instanceof Verdict.Suspect suspect
        && suspect.doubt() == doubt;
  }

  private static Condition neverHeard(String name) {
    return new Condition(
        "never-heard " + name,
        "%s is registered, but no heartbeat was ever seen and nobody there answers; bring it up, or take it away: %s"
            .formatted(name, Playbooks.retire(name)));
  }

  private Condition notAsked(String name) {
    return new Condition(
        "not-asked " + name,
        "%s: %s, so nothing is done; log in and look, or let the monitor reach its SSH"
            .formatted(name, now.verdict(name).reason()));
  }

  private Condition appIll(String name) {
    return new Condition(
        "app-ill " + name,
        "%s: %s, so it is not restarted; look at its log, and at what it depends on"
            .formatted(name, now.verdict(name).reason()));
  }

  private static Condition load(String service, List<String> busy) {
    return new Condition(
        "load " + service,
        "the servers of %s are busy together (%s%s): that is load, nothing is restarted; add servers"
            .formatted(
                service,
                busy.stream().limit(MAX_NAMES).collect(joining(", ")),
                busy.size() > MAX_NAMES ? ", ..." : ""));
  }

  private Condition few(String service, long members) {
    return new Condition(
        "few " + service,
        members == 0
            ? "no server is registered in group %s, so there is nothing to watch; correct %s"
                .formatted(service, Option.SERVICES)
            : "%s is %d, but %s has only %s, so none of them is restarted; lower it or add servers"
                .formatted(Option.FLOOR, policy.floor(), service, Counted.of(members, "server")));
  }
}
