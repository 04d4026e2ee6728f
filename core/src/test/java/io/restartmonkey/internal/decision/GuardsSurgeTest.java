package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When another server is made, and when it goes again. */
class GuardsSurgeTest extends GuardedCluster {
  @Test
  void shouldTakeAwayWhatWasToBeMadeInVainBeforeAnythingElse() {
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Optional.of(FailureCause.CUT_OFF),
            Optional.of("app1-extra"),
            ""));
    verdicts.put("app1", BUSY);
    assertThat(action()).isEqualTo("RETIRE app1-extra");

    treated("app1-extra", Remedy.RETIRE, 5);
    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldOnlyRetireAServerWhoseReplacementIsThere() {
    treated("app1", Remedy.REPLACE, FailureCause.TRAFFIC, 60);
    treatments.set(0, treatments.get(0).withStanding(Optional.of("app1-2")));
    verdicts.put("app1", HUNG);
    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .extracting(Condition::text)
        .anyMatch(text -> text.contains("nobody serves in its place"));
    has(server("app1-2", "app"), HUNG);
    assertThat(admit().action()).map(Action::remedy).isNotEqualTo(Optional.of(Remedy.RETIRE));

    has(server("app1-2", "app"), HEALTHY);
    assertThat(action()).isEqualTo("RETIRE app1");

    treated("app1", Remedy.RETIRE, FailureCause.PROVIDER, 59);
    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).contains("leftover app1");
  }

  @Test
  void shouldRetireAnExtraServerInsteadOfReplacingIt() {
    has(server("app1-extra", "app", "extra"), APP_HUNG);
    wasMade();
    treated("app1-extra", Remedy.POWER_CYCLE, FailureCause.SERVER, 1);

    assertThat(action()).isEqualTo("RETIRE app1-extra");
  }

  @Test
  void shouldNotMakeExtraServersForLoadWithoutEnd() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    for (int ago : new int[] {3000, 2400, 1800}) {
      treated("app1", Remedy.ADD_EXTRA, ago);
      treated("app1-extra", Remedy.RETIRE, ago - 60);
    }

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("load app1");
  }

  @Test
  void shouldGoOnTryingWithGrowingPausesWhereNoExtraServerWasMade() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    for (int ago : new int[] {3000, 2400, 241}) {
      treated("app1", Remedy.ADD_EXTRA, FailureCause.PROVIDER, ago);
      treated("app1-extra", Remedy.RETIRE, ago - 1);
    }

    assertThat(action()).isEqualTo("ADD_EXTRA app1");
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("no-extra app1");
  }

  @Test
  void shouldTakeAwayAtOnceWhatWasMadeInVainAfterAnotherWasTakenAway() {
    treated("app1-extra", Remedy.RETIRE, 20);
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(10),
            NOW.minusSeconds(5),
            Optional.of(FailureCause.PROVIDER),
            Optional.of("app1-extra"),
            "quota"));

    assertThat(action()).isEqualTo("RETIRE app1-extra");
    assertThat(admit().conditions()).isEmpty();
  }

  @Test
  void shouldTakeAwayAnExtraServerOfWhichRedisLostTheRegistration() {
    treated("app1", Remedy.ADD_EXTRA, 600);
    assertThat(action()).isEqualTo("RETIRE app1-extra");

    policy = keepingExtras();
    assertThat(admit().action()).isEmpty();
  }

  @Test
  void shouldCountAnExtraServerThatWasMadeInVainAndIsStillThere() {
    has(server("canary1", "canary"), BUSY);
    policy = watching("app", "canary");
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Optional.of(FailureCause.TRAFFIC),
            Optional.of("app1-extra"),
            ""));
    treated("app1-extra", Remedy.RETIRE, FailureCause.TRAFFIC, 5);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().holds())
        .anySatisfy(hold -> assertThat(hold).contains("there are 1 extra servers already"));
  }

  @Test
  void shouldNotMakeTheSameExtraServerAgainWhereOneIsNotEnough() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    has(server("app1-extra", "app", "extra"), HUNG);
    treated("app1-extra", Remedy.RESTART_SERVICE, 5);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .filteredOn(told -> told.key().equals("capacity app1"))
        .singleElement()
        .asString()
        .contains("app1-extra is there already, which is not enough");
  }

  @Test
  void shouldJudgeALeaseByTheClockThatStampedItsBegin() {
    has(server("app1-extra", "app", "extra"), HEALTHY);
    wasMade();
    verdicts.put("app1", SUSPECT);
    seenAt = NOW.minusSeconds(3600).plus(policy.extraLease());
    assertThat(admit().action()).isEmpty();

    seenAt = seenAt.plusSeconds(1);
    assertThat(action()).isEqualTo("RETIRE app1-extra");
  }

  @Test
  void shouldKeepExtraServersForGoodWhereThatIsThePolicy() {
    has(
        new Server(
            "app1-extra",
            "10.9.9.9",
            ImmutableSortedSet.of("app", "extra"),
            "lab",
            NOW.minus(Duration.ofHours(3))),
        HEALTHY);
    wasMade();
    assertThat(action()).isEqualTo("RETIRE app1-extra");

    policy = keepingExtras();
    assertThat(admit().action()).isEmpty();
  }

  @Test
  void shouldTellWhyNoExtraServerCouldBeMade() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Optional.of(FailureCause.PROVIDER),
            Optional.empty(),
            "localhost failed: quota"));

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.key()).isEqualTo("no-extra app1");
              assertThat(told.text())
                  .contains("add-extra ended with provider (localhost failed: quota)");
            });
  }

  @Test
  void shouldTryAgainToTakeAwayWhatItsProviderDidNot() {
    treated("app1-extra", Remedy.RETIRE, FailureCause.PROVIDER, 59);
    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .extracting(Condition::key)
        .containsExactly("leftover app1-extra");

    treatments.clear();
    treated("app1-extra", Remedy.RETIRE, FailureCause.PROVIDER, 60);
    assertThat(action()).isEqualTo("RETIRE app1-extra");
  }

  @Test
  void shouldNotTakeAwayWhatWasMadeInTheEnd() {
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_EXTRA,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Optional.of(FailureCause.CUT_OFF),
            Optional.of("app1-extra"),
            ""));
    has(server("app1-extra", "app", "extra"), HEALTHY);
    verdicts.put("app1", BUSY);

    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldRetireAnExtraServerOnceTheOtherHasProvenItself() {
    has(server("app1-extra", "app", "extra"), HEALTHY);
    policy = withExtras(1, false);
    wasMade();
    treated("app1", Remedy.RESTART_SERVICE, 59);
    assertThat(admit().action()).isEmpty();

    treatments.clear();
    wasMade();
    treated("app1", Remedy.RESTART_SERVICE, 60);
    assertThat(action()).isEqualTo("RETIRE app1-extra");
  }

  @Test
  void shouldSayWhenAnExtraServerHasOutlivedItsLeaseAndCannotGo() {
    servers.remove("app2");
    verdicts.put("app1", HUNG);
    quarantined.put("app1", "broken");
    has(
        new Server(
            "app1-extra",
            "10.9.9.9",
            ImmutableSortedSet.of("app", "extra"),
            "lab",
            NOW.minus(Duration.ofHours(3))),
        HEALTHY);
    wasMade();

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).contains("extra app1-extra");
  }

  private static GuardPolicy keepingExtras() {
    return GuardPolicy.builder().keepExtra(true).build();
  }

  private static GuardPolicy watching(String... services) {
    return GuardPolicy.builder().services(Set.of(services)).build();
  }

  @Test
  void shouldNotTakeAServerForAnExtraOneByItsGroupOrItsName() {
    has(server("app1-1", "app", "extra"), HEALTHY); // A group of the user's own.
    has(server("app1-2", "app"), HEALTHY);
    seenAt = NOW.plus(policy.extraLease()).plus(Duration.ofDays(1));
    treated("app1", Remedy.RESTART_SERVICE, 3000);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).isEmpty();
  }

  @Test
  void shouldTellOfAnExtraServerThatNoRunIsKnownToHaveMade() {
    has(server("app1-extra", "app", "extra"), HEALTHY);
    seenAt = NOW.plus(policy.extraLease()).plus(Duration.ofDays(1));

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("extra app1-extra");
  }

  @ParameterizedTest
  @CsvSource({"app-1, app-2", "app1-2, app1-3", "web1, web1-2", "app, app-1"})
  void shouldNotTakeAPeerForAReplacementByItsName(String name, String peer) {
    servers.remove("app1");
    servers.remove("app2");
    has(server(name, "app"), HUNG);
    has(server(peer, "app"), HEALTHY);
    has(server(name + "-7", "app"), HEALTHY);
    treated(name, Remedy.REPLACE, FailureCause.SERVER, 30);
    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .extracting(Condition::text)
        .anyMatch(text -> text.contains("nobody serves in its place"));

    treatments.set(0, treatments.get(0).withStanding(Optional.of(name + "-7")));
    assertThat(action()).isEqualTo("RETIRE " + name);
  }

  private void wasMade() {
    treated("app1", Remedy.ADD_EXTRA, 7200);
  }
}
