package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Condition;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Six servers, four of them apps: a third of all is two, a third of the apps is less than two. */
class MassFaultsTest extends GuardedCluster {
  MassFaultsTest() {
    has(server("app3", "app"), HEALTHY);
    has(server("app4", "app"), HEALTHY);
  }

  @Test
  void shouldTakeExactlyTheShareForFew() {
    verdicts.put("app1", HUNG);
    verdicts.put("app2", HUNG);
    assertThat(keys()).doesNotContain("mass-silence");

    verdicts.put("app3", HUNG);
    assertThat(keys()).contains("mass-silence");
  }

  @Test
  void shouldNeverTakeOneForMany() {
    servers.keySet().removeIf(name -> !name.equals("app1") && !name.equals("app2"));
    verdicts.put("app1", APP_HUNG);

    assertThat(keys()).doesNotContain("mass-down app");
  }

  @Test
  void shouldCountThoseThatAreDownOrInTroubleOfTheService() {
    verdicts.put("app1", APP_HUNG);
    assertThat(keys()).doesNotContain("mass-down app");

    treated("app2", Remedy.REBOOT, FailureCause.SERVER, 600);
    assertThat(keys()).contains("mass-down app");
  }

  @Test
  void shouldCountAServerThatIsDownAndInTroubleOnce() {
    verdicts.put("app1", APP_HUNG);
    treated("app1", Remedy.REBOOT, FailureCause.SERVER, 600);

    assertThat(keys()).doesNotContain("mass-down app");
  }

  @Test
  void shouldNotCountThoseInQuarantineOrOfOtherServices() {
    has(server("canary1", "canary"), APP_HUNG);
    verdicts.put("app1", APP_HUNG);
    verdicts.put("app2", APP_HUNG);
    quarantined.put("app2", "broken");

    assertThat(keys()).doesNotContain("mass-down app");
  }

  private List<String> keys() {
    return admit().conditions().stream().map(Condition::key).toList();
  }
}
