package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Condition;
import io.restartmonkey.health.Decision;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.Remedy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told of although, or because, nothing is done about it. */
class OperatorNoticesTest extends GuardedCluster {
  @Test
  void shouldTellOfServersThatWereNeverHeardOfAndNotCountThemAsSilent() {
    has(server("app3", "app"), new Verdict.Suspect(Doubt.NEVER_HEARD, "never heard of"));
    has(server("app4", "app"), new Verdict.Suspect(Doubt.NEVER_HEARD, "never heard of"));
    verdicts.put("app1", HUNG);

    Decision decision = admit();

    assertThat(decision.action()).map(Action::server).hasValue("app1");
    assertThat(decision.conditions())
        .extracting(Condition::key)
        .containsExactly("never-heard app3", "never-heard app4");
  }

  @Test
  void shouldTellOfAnAppThatIsIllAndLeaveItAlone() {
    verdicts.put("app1", new Verdict.Suspect(Doubt.APP_ILL, "down, but it answers"));

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("app-ill app1");
  }

  @Test
  void shouldTellThatThereIsNoServer() {
    servers.clear();

    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("no-servers");
  }

  @Test
  void shouldTellOfAnAgentThatStaysDead() {
    verdicts.put("app1", AGENT_DEAD);
    treated("app1", Remedy.RESTART_AGENT, 1800);
    treated("app1", Remedy.RESTART_AGENT, 1200);
    assertThat(admit().conditions()).isEmpty();

    treated("app1", Remedy.RESTART_AGENT, 900);
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("agent app1");
  }

  @Test
  void shouldTellOfLoadOnAServiceOnce() {
    verdicts.put("app1", new Verdict.Suspect(Doubt.LOAD, "busy"));
    verdicts.put("app2", new Verdict.Suspect(Doubt.LOAD, "busy"));

    assertThat(admit().conditions())
        .singleElement()
        .satisfies(
            load -> {
              assertThat(load.key()).isEqualTo("load app");
              assertThat(load.text()).contains("(app1, app2)");
            });
  }

  @ParameterizedTest
  @CsvSource({"app, 2, ", "app, 3, few app", "ap, 1, few ap", "ap, 0, few ap"})
  void shouldTellOfAPolicyThatDoesNotFitTheCluster(String service, int floor, String key) {
    policy = withFloor(service, floor);

    assertThat(admit().conditions())
        .extracting(Condition::key)
        .containsExactlyElementsOf(key == null ? List.of() : List.of(key));
  }
}
