package io.restartmonkey.internal.decision;

import static io.restartmonkey.cluster.ProxiedServer.Traffic.IN;
import static io.restartmonkey.cluster.ProxiedServer.Traffic.OUT;
import static io.restartmonkey.cluster.ProxiedServer.Traffic.UNKNOWN;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import io.restartmonkey.cluster.ProxiedServer;
import io.restartmonkey.cluster.ProxiedServer.Traffic;
import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.internal.decision.TrafficFinding.Kind;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two proxies before app1 and app2, all in traffic, unless a test says otherwise. */
class TrafficAuditTest extends GuardedCluster {
  private final ListMultimap<String, ProxiedServer> proxies = ArrayListMultimap.create();

  private final Set<String> doubted = new HashSet<>();

  TrafficAuditTest() {
    for (String proxy : List.of("proxy1", "proxy2")) {
      says(proxy, "app1", IN, IN);
      says(proxy, "app2", IN, IN);
    }
  }

  @Test
  void shouldFindNothingWhereAllAgree() {
    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindWhoIsOutEverywhere() {
    says("proxy1", "app2", OUT, OUT);
    says("proxy2", "app2", OUT, OUT);

    assertThat(found()).containsExactly(new TrafficFinding(Kind.OUT, "app2", "proxy1, proxy2"));
  }

  @Test
  void shouldFindWhoIsOutOnOneProxy() {
    says("proxy2", "app2", OUT, OUT);

    assertThat(found()).containsExactly(new TrafficFinding(Kind.TORN, "app2", "proxy1, proxy2"));
  }

  @Test
  void shouldLeaveOneBackendOutAsAnOperatorHasIt() {
    for (Traffic afterReload : List.of(IN, OUT)) {
      for (String proxy : List.of("proxy1", "proxy2")) {
        proxies.get(proxy).removeIf(there -> there.backend().equals("api"));
        saysOfApi(proxy, "app2", OUT, afterReload);
      }

      assertThat(found()).isEmpty();
    }
  }

  @Test
  void shouldFindWhoIsTornWithinOneBackendOfSeveral() {
    saysOfApi("proxy1", "app2", IN, OUT);

    assertThat(found()).containsExactly(new TrafficFinding(Kind.TORN, "app2", "proxy1, proxy2"));

    proxies.get("proxy1").removeIf(there -> there.backend().equals("api"));
    saysOfApi("proxy1", "app2", OUT, OUT);
    saysOfApi("proxy2", "app2", IN, IN);

    assertThat(found()).containsExactly(new TrafficFinding(Kind.TORN, "app2", "proxy1, proxy2"));
  }

  @Test
  void shouldLeaveAnotherServerOfItsNameAlone() {
    proxies.get("proxy1").add(new ProxiedServer("shop", "app2", "10.9.9.9", OUT, OUT));

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindWhoWillBeOutAfterAReload() {
    proxies.removeAll("proxy2");
    says("proxy1", "app2", IN, OUT);

    assertThat(found()).containsExactly(new TrafficFinding(Kind.TORN, "app2", "proxy1"));
  }

  @Test
  void shouldFindWhoIsNotKnownEverywhere() {
    proxies.get("proxy2").removeIf(there -> there.server().equals("app2"));
    says("proxy1", "app2", IN, UNKNOWN);

    assertThat(found()).containsExactly(new TrafficFinding(Kind.MISSING, "app2", "proxy1, proxy2"));
  }

  @Test
  void shouldNotMissAServiceThatIsBehindNoProxy() {
    proxies.clear();

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindWhoIsLookedForElsewhere() {
    proxies.get("proxy1").removeIf(there -> there.server().equals("app1"));
    proxies.get("proxy1").add(new ProxiedServer("app", "app1", "10.9.9.9", IN, IN));

    assertThat(found()).containsExactly(new TrafficFinding(Kind.ELSEWHERE, "app1", "proxy1"));
  }

  @Test
  void shouldNotCompareNamesOfMachines() {
    proxies.get("proxy1").removeIf(there -> there.server().equals("app1"));
    proxies.get("proxy1").add(new ProxiedServer("app", "app1", "app1.example.org", IN, IN));

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindWhoIsNotRegistered() {
    says("proxy1", "app9", IN, IN);
    says("proxy2", "app8", OUT, OUT);
    proxies.get("proxy1").add(new ProxiedServer("shop", "till1", "10.1.1.1", IN, IN));
    proxies.get("proxy1").add(new ProxiedServer("app", "sorry", "10.1.1.2", true, IN, IN));

    assertThat(found())
        .containsExactlyInAnyOrder(
            new TrafficFinding(Kind.STRANGER, "app8", "proxy2"),
            new TrafficFinding(Kind.STRANGER, "app9", "proxy1"));
  }

  @Test
  void shouldFindWhoseRecordCannotBeBelievedAlsoWhereATreatmentLeftIt() {
    servers.remove("app1");
    doubted.add("app1");
    says("proxy1", "app1", OUT, OUT);
    treated("app1", Remedy.RESTART_SERVICE, FailureCause.SERVER, 60);

    assertThat(found()).containsExactly(new TrafficFinding(Kind.DOUBTED, "app1", "proxy1, proxy2"));
  }

  @Test
  void shouldFindWhoseRecordCannotBeBelievedAlsoWhereNobodyElseOfItsServiceIsLeft() {
    for (String name : List.of("app1", "app2")) {
      servers.remove(name);
      doubted.add(name);
    }
    says("proxy1", "app1", OUT, OUT);

    assertThat(found())
        .containsExactlyInAnyOrder(
            new TrafficFinding(Kind.DOUBTED, "app1", "proxy1, proxy2"),
            new TrafficFinding(Kind.DOUBTED, "app2", "proxy1, proxy2"));
  }

  @Test
  void shouldFindWhoseRecordCannotBeBelievedOnlyAmongItsPeersWhereItHasSome() {
    servers.remove("app1");
    doubted.add("app1");
    saysOfApi("proxy3", "app1", IN, IN);

    assertThat(found()).containsExactly(new TrafficFinding(Kind.DOUBTED, "app1", "proxy1, proxy2"));
  }

  @Test
  void shouldFindNothingThatATreatmentHasDone() {
    says("proxy1", "app1", OUT, OUT);
    says("proxy1", "app2", OUT, OUT);
    says("proxy1", "app1-surge", IN, IN);
    treated("app1", Remedy.REBOOT, FailureCause.SERVER, 60);
    quarantined.put("app2", "nothing helped");
    treated("app1-surge", Remedy.RETIRE, FailureCause.PROVIDER, 60);

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindASurgeServerThatARetirementLeftHalfOut() {
    has(server("app1-surge", "app", "surge"), HEALTHY);
    says("proxy1", "app1-surge", OUT, IN);
    says("proxy2", "app1-surge", IN, IN);
    treated("app1-surge", Remedy.RETIRE, FailureCause.TRAFFIC, 60);

    assertThat(found())
        .containsExactly(new TrafficFinding(Kind.TORN, "app1-surge", "proxy1, proxy2"));
  }

  @Test
  void shouldLeaveOtherServicesAlone() {
    has(server("canary1", "canary"), HEALTHY);
    says("proxy1", "canary1", OUT, OUT);

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldTellOfManyInOneLine() {
    List<TrafficFinding> many = new ArrayList<>();
    for (int i = 10; i < 16; i++) {
      many.add(new TrafficFinding(Kind.OUT, "app" + i, "proxy1"));
    }

    assertThat(TrafficFinding.conditions(many))
        .singleElement()
        .satisfies(
            condition ->
                assertThat(condition.text())
                    .startsWith("app10 is out of traffic")
                    .endsWith("; the same of 5 others"));
  }

  private Set<TrafficFinding> found() {
    return TrafficAudit.findings(
        policy,
        servers.values(),
        doubted::contains,
        new Ledger(treatments, quarantined),
        new TrafficReport(Multimaps.asMap(proxies), Optional.empty()));
  }

  private void saysOfApi(String proxy, String name, Traffic now, Traffic afterReload) {
    proxies.get(proxy).add(new ProxiedServer("api", name, address(name), now, afterReload));
  }

  private void says(String proxy, String name, Traffic now, Traffic afterReload) {
    List<ProxiedServer> there = proxies.get(proxy);
    there.removeIf(known -> known.server().equals(name));
    there.add(new ProxiedServer("app", name, address(name), now, afterReload));
  }

  private String address(String name) {
    return servers.containsKey(name) ? servers.get(name).address() : "10.0.0.99";
  }
}
