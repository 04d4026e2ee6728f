package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant HOUR_AGO = NOW.minusSeconds(3600);

  private final List<Treatment> treatments = new ArrayList<>();

  @Test
  void shouldCountTriesOfTheRemedySinceThen() {
    treated("app1", Remedy.RESTART_AGENT, 3601);
    treated("app1", Remedy.RESTART_AGENT, 3600);
    treated("app1", Remedy.RESTART_AGENT, FailureCause.SERVER, 10);
    treated("app1", Remedy.REBOOT, 10);
    treated("app2", Remedy.RESTART_AGENT, 10);

    assertThat(ledger().tries("app1", Remedy.RESTART_AGENT, HOUR_AGO)).isEqualTo(2);
    assertThat(ledger().successes("app1", Remedy.RESTART_AGENT, HOUR_AGO)).isEqualTo(1);
  }

  @Test
  void shouldFindTheLastOfARemedy() {
    treated("app1", Remedy.RETIRE, FailureCause.PROVIDER, 20);
    treated("app1", Remedy.RETIRE, 10);
    treated("app1", Remedy.REBOOT, 5);

    assertThat(ledger().last("app1", Remedy.RETIRE).filter(Treatment::isDone)).isPresent();
    assertThat(ledger().last("app1", Remedy.REPLACE)).isEmpty();
  }

  @Test
  void shouldForgetTroubleThatWasCured() {
    treated("app1", Remedy.RESTART_SERVICE, FailureCause.SERVER, 40);
    treated("app1", Remedy.REBOOT, 30);
    assertThat(ledger().trouble("app1")).isEmpty();

    treated("app1", Remedy.RESTART_SERVICE, FailureCause.SERVER, 20);
    assertThat(ledger().trouble("app1"))
        .extracting(Treatment::remedy)
        .containsExactly(Remedy.RESTART_SERVICE);
    assertThat(ledger().inTrouble()).containsExactly("app1");
  }

  @Test
  void shouldHoldAServerForSupersededUntilItIsRetired() {
    treated("app1", Remedy.REPLACE, FailureCause.PROVIDER, 30);
    assertThat(ledger().superseded()).containsExactly("app1");
    treated("app1", Remedy.RETIRE, FailureCause.PROVIDER, 20);
    assertThat(ledger().superseded()).containsExactly("app1");

    treated("app1", Remedy.RETIRE, 10);
    assertThat(ledger().superseded()).isEmpty();
    assertThat(ledger().inTrouble()).isEmpty();
  }

  @Test
  void shouldNameWhatMustNotBeThere() {
    treated("app1", Remedy.ADD_SURGE, 50);
    treated("app2", Remedy.RETIRE, FailureCause.PROVIDER, 40);
    making("app3", Remedy.REPLACE, Optional.of(FailureCause.CUT_OFF), "app3-2", 30);
    making("app4", Remedy.REPLACE, Optional.empty(), "app4-2", 30);

    assertThat(ledger().leftovers(false)).containsExactly("app1-surge", "app2", "app3-2");
    assertThat(ledger().leftovers(true)).containsExactly("app2", "app3-2");
    assertThat(ledger().upshot().leftovers()).isEqualTo(ledger().leftovers(false));
    treated("app1-surge", Remedy.RETIRE, 20);
    assertThat(ledger().leftovers(false)).containsExactly("app2", "app3-2");
  }

  @Test
  void shouldCountTheClimbOfALadderOnce() {
    treated("app1", Remedy.RESTART_SERVICE, FailureCause.SERVER, 50);
    treated("app1", Remedy.REBOOT, 40);
    treated("app1", Remedy.RESTART_SERVICE, 30);
    treated("app1", Remedy.REBOOT, FailureCause.TRAFFIC, 20);

    assertThat(ledger().attempts("app1", HOUR_AGO)).isEqualTo(3);
    assertThat(ledger().cures("app1", HOUR_AGO)).isEqualTo(2);
  }

  @Test
  void shouldLetNothingLieInTheFuture() {
    treated("app1", Remedy.REBOOT, -10);

    Treatment clamped = treatments.get(0).notAfter(NOW);

    assertThat(clamped.startedAt()).isEqualTo(NOW);
    assertThat(clamped.endedAt()).isEqualTo(NOW);
    assertThat(clamped.notAfter(NOW.plusSeconds(1))).isEqualTo(clamped);
  }

  private Ledger ledger() {
    return new Ledger(treatments, Map.of());
  }

  private void treated(String server, Remedy remedy, int secondsAgo) {
    making(server, remedy, Optional.empty(), "", secondsAgo);
  }

  private void treated(String server, Remedy remedy, FailureCause failure, int secondsAgo) {
    making(server, remedy, Optional.of(failure), "", secondsAgo);
  }

  private void making(
      String server, Remedy remedy, Optional<FailureCause> failure, String made, int secondsAgo) {
    Instant at = NOW.minusSeconds(secondsAgo);
    treatments.add(
        new Treatment(
            server, remedy, at, at, failure, Optional.of(made).filter(m -> !m.isEmpty()), ""));
  }
}
