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
            Remedy.ADD_SURGE,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Optional.of(FailureCause.CUT_OFF),
            Optional.of("app1-surge"),
            ""));
    verdicts.put("app1", BUSY);
    assertThat(action()).isEqualTo("RETIRE app1-surge");

    treated("app1-surge", Remedy.RETIRE, 5);
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
  void shouldRetireASurgeServerInsteadOfReplacingIt() {
    has(server("app1-surge", "app", "surge"), APP_HUNG);
    wasMade();
    treated("app1-surge", Remedy.POWER_CYCLE, FailureCause.SERVER, 1);

    assertThat(action()).isEqualTo("RETIRE app1-surge");
  }

  @Test
  void shouldNotMakeSurgeServersForLoadWithoutEnd() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    for (int ago : new int[] {3000, 2400, 1800}) {
      treated("app1", Remedy.ADD_SURGE, ago);
      treated("app1-surge", Remedy.RETIRE, ago - 60);
    }

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("load app1");
  }

  @Test
  void shouldGoOnTryingWithGrowingPausesWhereNoSurgeServerWasMade() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    for (int ago : new int[] {3000, 2400, 241}) {
      treated("app1", Remedy.ADD_SURGE, FailureCause.PROVIDER, ago);
      treated("app1-surge", Remedy.RETIRE, ago - 1);
    }

    assertThat(action()).isEqualTo("ADD_SURGE app1");
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("no-surge app1");
  }

  @Test
  void shouldTakeAwayAtOnceWhatWasMadeInVainAfterAnotherWasTakenAway() {
    treated("app1-surge", Remedy.RETIRE, 20);
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_SURGE,
            NOW.minusSeconds(10),
            NOW.minusSeconds(5),
            Optional.of(FailureCause.PROVIDER),
            Optional.of("app1-surge"),
            "quota"));

    assertThat(action()).isEqualTo("RETIRE app1-surge");
    assertThat(admit().conditions()).isEmpty();
  }

  @Test
  void shouldTakeAwayASurgeServerOfWhichRedisLostTheRegistration() {
    treated("app1", Remedy.ADD_SURGE, 600);
    assertThat(action()).isEqualTo("RETIRE app1-surge");

    policy = keepingSurge();
    assertThat(admit().action()).isEmpty();
  }

  @Test
  void shouldCountASurgeServerThatWasMadeInVainAndIsStillThere() {
    has(server("canary1", "canary"), BUSY);
    policy = watching("app", "canary");
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_SURGE,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Optional.of(FailureCause.TRAFFIC),
            Optional.of("app1-surge"),
            ""));
    treated("app1-surge", Remedy.RETIRE, FailureCause.TRAFFIC, 5);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().holds())
        .anySatisfy(hold -> assertThat(hold).contains("there are 1 surge servers already"));
  }

  @Test
  void shouldNotMakeTheSameSurgeServerAgainWhereOneIsNotEnough() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    has(server("app1-surge", "app", "surge"), HUNG);
    treated("app1-surge", Remedy.RESTART_SERVICE, 5);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .filteredOn(told -> told.key().equals("capacity app1"))
        .singleElement()
        .asString()
        .contains("app1-surge is there already, which is not enough");
  }

  @Test
  void shouldJudgeALeaseByTheClockThatStampedItsBegin() {
    has(server("app1-surge", "app", "surge"), HEALTHY);
    wasMade();
    verdicts.put("app1", SUSPECT);
    seenAt = NOW.minusSeconds(3600).plus(policy.surgeLease());
    assertThat(admit().action()).isEmpty();

    seenAt = seenAt.plusSeconds(1);
    assertThat(action()).isEqualTo("RETIRE app1-surge");
  }

  @Test
  void shouldKeepSurgeServersForGoodWhereThatIsThePolicy() {
    has(
        new Server(
            "app1-surge",
            "10.9.9.9",
            ImmutableSortedSet.of("app", "surge"),
            "lab",
            NOW.minus(Duration.ofHours(3))),
        HEALTHY);
    wasMade();
    assertThat(action()).isEqualTo("RETIRE app1-surge");

    policy = keepingSurge();
    assertThat(admit().action()).isEmpty();
  }

  @Test
  void shouldTellWhyNoSurgeServerCouldBeMade() {
    servers.remove("app2");
    verdicts.put("app1", BUSY);
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_SURGE,
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
              assertThat(told.key()).isEqualTo("no-surge app1");
              assertThat(told.text())
                  .contains("add-surge ended with provider (localhost failed: quota)");
            });
  }

  @Test
  void shouldTryAgainToTakeAwayWhatItsProviderDidNot() {
    treated("app1-surge", Remedy.RETIRE, FailureCause.PROVIDER, 59);
    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions())
        .extracting(Condition::key)
        .containsExactly("leftover app1-surge");

    treatments.clear();
    treated("app1-surge", Remedy.RETIRE, FailureCause.PROVIDER, 60);
    assertThat(action()).isEqualTo("RETIRE app1-surge");
  }

  @Test
  void shouldNotTakeAwayWhatWasMadeInTheEnd() {
    treatments.add(
        new Treatment(
            "app1",
            Remedy.ADD_SURGE,
            NOW.minusSeconds(20),
            NOW.minusSeconds(10),
            Optional.of(FailureCause.CUT_OFF),
            Optional.of("app1-surge"),
            ""));
    has(server("app1-surge", "app", "surge"), HEALTHY);
    verdicts.put("app1", BUSY);

    assertThat(action()).isEqualTo("RESTART_SERVICE app1");
  }

  @Test
  void shouldRetireASurgeServerOnceTheOtherHasProvenItself() {
    has(server("app1-surge", "app", "surge"), HEALTHY);
    policy = withSurge(1, false);
    wasMade();
    treated("app1", Remedy.RESTART_SERVICE, 59);
    assertThat(admit().action()).isEmpty();

    treatments.clear();
    wasMade();
    treated("app1", Remedy.RESTART_SERVICE, 60);
    assertThat(action()).isEqualTo("RETIRE app1-surge");
  }

  @Test
  void shouldSayWhenASurgeServerHasOutlivedItsLeaseAndCannotGo() {
    servers.remove("app2");
    verdicts.put("app1", HUNG);
    quarantined.put("app1", "broken");
    has(
        new Server(
            "app1-surge",
            "10.9.9.9",
            ImmutableSortedSet.of("app", "surge"),
            "lab",
            NOW.minus(Duration.ofHours(3))),
        HEALTHY);
    wasMade();

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).contains("surge app1-surge");
  }

  private static GuardPolicy keepingSurge() {
    return GuardPolicy.builder().keepSurge(true).build();
  }

  private static GuardPolicy watching(String... services) {
    return GuardPolicy.builder().services(Set.of(services)).build();
  }

  @Test
  void shouldNotTakeAServerForASurgeServerByItsGroupOrItsName() {
    has(server("app1-1", "app", "surge"), HEALTHY); // A group of the user's own.
    has(server("app1-2", "app"), HEALTHY);
    seenAt = NOW.plus(policy.surgeLease()).plus(Duration.ofDays(1));
    treated("app1", Remedy.RESTART_SERVICE, 3000);

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).isEmpty();
  }

  @Test
  void shouldTellOfASurgeServerThatNoRunIsKnownToHaveMade() {
    has(server("app1-surge", "app", "surge"), HEALTHY);
    seenAt = NOW.plus(policy.surgeLease()).plus(Duration.ofDays(1));

    assertThat(admit().action()).isEmpty();
    assertThat(admit().conditions()).extracting(Condition::key).containsExactly("surge app1-surge");
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
    treated("app1", Remedy.ADD_SURGE, 7200);
  }
}
