package io.restartmonkey.monitor;

import static io.restartmonkey.cluster.ProxiedServer.Traffic.IN;
import static io.restartmonkey.cluster.ProxiedServer.Traffic.OUT;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.ScriptedCluster.State;
import io.restartmonkey.fake.ScriptedProxies;
import io.restartmonkey.health.MonitorPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the monitor makes of what the proxies say. */
class MonitorTrafficTest extends MonitoredCluster {
  private static final int OBSERVATION = 60;
  private static final Server APP1 = server("app1", "app");
  private static final Server APP2 = server("app2", "app");

  private final ScriptedProxies haproxy = new ScriptedProxies();

  @BeforeEach
  void allAreInTraffic() {
    proxies = haproxy;
    haproxy.says(APP1, IN, IN);
    haproxy.says(APP2, IN, IN);
  }

  @Test
  void shouldAskOnStartAndThenEveryFewMinutes() {
    Monitor monitor = monitor();

    ticks(monitor, 1);
    assertThat(haproxy.asked()).isEqualTo(1);
    ticks(monitor, in(MonitorPolicy.DEFAULT.trafficCheck().multipliedBy(3)));
    assertThat(haproxy.asked()).isEqualTo(4);
    assertThat(alerts).isEmpty();
    assertThat(done).isEmpty();
  }

  @Test
  void shouldTellOfWhoIsOutOfTrafficWithoutAReasonAndLeaveItAlone() {
    haproxy.says(APP2, OUT, OUT);
    Monitor monitor = monitor();
    ticks(monitor, OBSERVATION);
    cluster.is("app2", State.FROZEN);

    ticks(monitor, 60);

    assertThat(alerts).containsExactly("RAISED traffic-out app2");
    assertThat(done).isEmpty();
  }

  @Test
  void shouldNotCountOnWhoIsOutOfTraffic() {
    haproxy.says(APP2, OUT, OUT);
    Monitor monitor = monitor();
    ticks(monitor, OBSERVATION);
    cluster.is("app1", State.BUSY);

    ticks(monitor, 60);

    assertThat(done).first().isEqualTo("ADD_SURGE app1");
  }

  @Test
  void shouldBelieveWhatItHasSeenTwiceOnly() {
    haproxy.says(APP2, OUT, OUT);
    Monitor monitor = monitor();
    ticks(monitor, 2);
    haproxy.says(APP2, IN, IN);

    ticks(monitor, 600);

    assertThat(alerts).isEmpty();
  }

  @Test
  void shouldTestAndPutBackAboutWhomTheProxiesDoNotAgree() {
    haproxy.says(APP2, IN, OUT);
    effect = action -> haproxy.says(APP2, IN, IN);
    Monitor monitor = monitor();

    ticks(monitor, 600);

    assertThat(done).containsExactly("RESTORE app2");
    assertThat(alerts).containsExactly("RAISED traffic-torn app2", "RESOLVED traffic-torn app2");
  }

  @Test
  void shouldNotPutBackWithoutEnd() {
    haproxy.says(APP2, IN, OUT);
    Monitor monitor = monitor();

    ticks(monitor, in(Duration.ofMinutes(50)));

    assertThat(done).hasSize(MonitorPolicy.DEFAULT.guards().attemptsPerHour());
    assertThat(alerts).containsExactly("RAISED traffic-torn app2");
  }

  @Test
  void shouldPutNobodyBackWhoIsNotWell() {
    haproxy.says(APP2, IN, OUT);
    cluster.is("app2", State.FROZEN);
    haproxy.isSlow();
    Monitor monitor = monitor();

    ticks(monitor, 5);
    haproxy.answer();
    ticks(monitor, OBSERVATION - 6);

    assertThat(done).isEmpty();
  }

  @Test
  void shouldNotBelieveWhatWasAskedBeforeATreatment() {
    Monitor monitor = monitor();
    ticks(monitor, OBSERVATION);
    haproxy.isSlow();
    ticks(monitor, in(MonitorPolicy.DEFAULT.trafficCheck()));
    haproxy.says(APP1, OUT, OUT);
    lease.hold("20260102-000000-0000");
    ticks(monitor, 1);
    haproxy.answer();
    haproxy.says(APP1, IN, IN);
    lease.release("20260102-000000-0000");

    ticks(monitor, 1);
    haproxy.answer();
    ticks(monitor, 60);

    assertThat(haproxy.ended()).isEqualTo(1);
    assertThat(alerts).isEmpty();
  }

  @Test
  void shouldEndTheQuestionBeforeItTreats() {
    Monitor monitor = monitor();
    ticks(monitor, OBSERVATION);
    haproxy.isSlow();
    ticks(monitor, in(MonitorPolicy.DEFAULT.trafficCheck()));
    List<Integer> ended = new ArrayList<>();
    effect = action -> ended.add(haproxy.ended());
    cluster.is("app1", State.BUSY);

    ticks(monitor, 8);

    assertThat(ended).containsExactly(1);
  }

  @Test
  void shouldSayWhenTheProxiesCannotBeAskedTwice() {
    haproxy.fails("proxy1 unreachable");
    Monitor monitor = monitor();

    ticks(monitor, 10);
    assertThat(alerts).isEmpty();
    ticks(monitor, in(Duration.ofSeconds(30)));
    assertThat(alerts).containsExactly("RAISED traffic-unseen");
  }

  @Test
  void shouldEndTheQuestionWhenItStops() {
    haproxy.isSlow();
    Monitor monitor = monitor();
    ticks(monitor, 1);

    monitor.close();

    assertThat(haproxy.ended()).isEqualTo(1);
  }

  private static int in(Duration time) {
    return (int) time.dividedBy(INTERVAL);
  }
}
