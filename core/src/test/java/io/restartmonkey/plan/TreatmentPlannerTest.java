package io.restartmonkey.plan;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreatmentPlannerTest {
  private static final Path FOLDER = Path.of("/content/playbooks");
  private static final Duration FRESHNESS = ClusterSnapshot.DEFAULT_FRESHNESS;

  private final TreatmentPlanner planner =
      new TreatmentPlanner(FOLDER, here -> false, false, FRESHNESS);

  @ParameterizedTest
  @CsvSource({
    "RESTART_SERVICE, service",
    "REBOOT, reboot",
    "POWER_CYCLE, power_cycle",
    "RESTORE, none"
  })
  void shouldRestartOnTheServerItself(Remedy remedy, String how) {
    Step step = only(planner.plan(remedy, "app1", Servers.example()));

    assertThat(step.playbook()).isEqualTo(FOLDER.resolve("restart-server.yaml"));
    assertThat(step.hostNames()).containsExactly("app1");
    assertThat(step.variables())
        .isEqualTo(
            Map.of(
                "target", "app1",
                "restart_server_how", how,
                "provider", "lab",
                "cluster_name", "demo"));
  }

  @Test
  void shouldAddASurgeServerFromTheControlNode() {
    Step step = only(planner.plan(Remedy.ADD_SURGE, "app1", Servers.example()));

    assertThat(step.hostNames()).containsExactly("localhost", "app1-surge");
    assertThat(step.variables())
        .containsEntry("server_name", "app1-surge")
        .containsEntry("server_like", "app1")
        .containsEntry("server_surge", true);
  }

  @Test
  void shouldReplaceByAServerWithAFreeNameBeforeTheOldOneGoes() {
    ClusterSnapshot snapshot = Servers.running(server("app2", "app"), server("app2-2", "app"));

    List<Step> steps = ready(planner.plan(Remedy.REPLACE, "app2", snapshot)).steps();

    assertThat(steps).extracting(Step::id).containsExactly("01-add-server", "02-retire");
    assertThat(steps.get(0).variables())
        .containsEntry("server_name", "app2-3")
        .containsEntry("server_surge", false);
    assertThat(steps.get(1).after()).isEqualTo(Set.of("01-add-server"));
    assertThat(steps.get(1).variables())
        .containsEntry("target", "app2")
        .containsEntry("retire_allow_last", true);
  }

  @Test
  void shouldMakeAReplacementLikeAPeerThatRunsElseLikeTheServerItself() {
    ClusterSnapshot peers =
        Servers.running(
            server("app2", "app"), server("app3", "app", "surge"), server("app4", "app"));
    ClusterSnapshot alone = Servers.running(server("app2", "app"), server("canary1", "canary"));

    assertThat(like(peers)).isEqualTo("app4");
    assertThat(like(alone)).isEqualTo("app2");
  }

  private Object like(ClusterSnapshot snapshot) {
    return Objects.requireNonNull(
        ready(planner.plan(Remedy.REPLACE, "app2", snapshot))
            .steps()
            .get(0)
            .variables()
            .get("server_like"));
  }

  @Test
  void shouldRetireASurgeServerThatNeverGotAsFarAsTheRegistry() {
    Step step = only(planner.plan(Remedy.RETIRE, "app1-surge", Servers.example()));

    assertThat(step.targets()).isEmpty();
    assertThat(step.variables())
        .containsEntry("target", "app1-surge")
        .containsEntry("provider", "lab");
  }

  @ParameterizedTest
  @CsvSource({"app1-surge, lab", "app1-2, lab", "web1-surge, cloud", "app9-surge, "})
  void shouldTellWhoMadeAServerThatIsNotRegistered(String name, String provider) {
    Server web1 = server("web1", "web");
    ClusterSnapshot snapshot =
        Servers.running(
            server("app1", "app"),
            new Server("web1", web1.address(), web1.groups(), "cloud", web1.registered()));

    Planning planning = planner.plan(Remedy.RETIRE, name, snapshot);

    if (provider == null) {
      assertThat(((Planning.Refused) planning).reasons())
          .extracting(Refusal::message)
          .singleElement()
          .asString()
          .startsWith("there is no telling which provider made app9-surge");
    } else {
      assertThat(only(planning).variables())
          .containsEntry("provider", provider)
          .doesNotContainKey("retire_allow_last");
    }
  }

  @Test
  void shouldRefuseAServerThatIsNotRegistered() {
    Planning planning = planner.plan(Remedy.REBOOT, "app9", Servers.example());

    assertThat(((Planning.Refused) planning).reasons())
        .extracting(Refusal::message)
        .containsExactly("there is no registered server 'app9'; see: ClusterSource.read");
  }

  @Test
  void shouldRefuseToTreatOneOfTwoServersWithOneAddress() {
    Server app1 = server("app1", "app");
    Server other =
        new Server("proxy1", app1.address(), ImmutableSortedSet.of("proxy"), "lab", Servers.NOW);
    ClusterSnapshot snapshot = Servers.running(app1, other);

    Planning planning = planner.plan(Remedy.REBOOT, "app1", snapshot);

    assertThat(((Planning.Refused) planning).reasons())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.message()).contains("app1 and proxy1 share"));
    assertThat(planner.plan(Remedy.RETIRE, "app1", snapshot)).isInstanceOf(Planning.Ready.class);
  }

  @ParameterizedTest
  @CsvSource({
    "app1-2, app1, true",
    "app1-12, app1, true",
    "app1-surge, app1, true",
    "app1-2-2, app1-2, true",
    "app1-2, app1-3, false",
    "app-2, app-1, false",
    "app1, app1-2, false",
    "app1-2, app1-2, false",
    "app12, app1, false",
    "app1-2-surge, app1, false",
    "app2-2, app1, false"
  })
  void shouldKnowTheNameOfOneThatIsMadeForAnother(String candidate, String name, boolean expected) {
    assertThat(TreatmentPlanner.isNamedAfter(candidate, name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "app-1, app-1-2",
    "app1-2, app1-2-2",
    "app, app-2",
    "App1.example.com, App1.example.com-2"
  })
  void shouldNotGiveAReplacementTheNameOfAPeer(String name, String expected) {
    Step add =
        ready(planner.plan(Remedy.REPLACE, name, Servers.running(server(name, "app"))))
            .steps()
            .get(0);

    assertThat(add.variables()).containsEntry("server_name", expected);
  }

  @Test
  void shouldRefuseToMakeAServerWhoseNameWouldBeTooLong() {
    String name = "a".repeat(60);
    ClusterSnapshot snapshot = Servers.running(server(name, "app"));

    assertThat(planner.plan(Remedy.ADD_SURGE, name, snapshot)).isInstanceOf(Planning.Refused.class);
    assertThat(planner.plan(Remedy.REPLACE, name, snapshot)).isInstanceOf(Planning.Ready.class);
    assertThat(
            planner.plan(
                Remedy.REPLACE, name + "bcd", Servers.running(server(name + "bcd", "app"))))
        .isInstanceOf(Planning.Refused.class);
  }

  @Test
  void shouldRefuseTheMachineThatThisRunsOn() {
    TreatmentPlanner careful =
        new TreatmentPlanner(FOLDER, server -> server.name().equals("app1"), false, FRESHNESS);

    assertThat(careful.plan(Remedy.REBOOT, "app1", Servers.example()))
        .isInstanceOf(Planning.Refused.class);
    assertThat(careful.plan(Remedy.REBOOT, "app2", Servers.example()))
        .isInstanceOf(Planning.Ready.class);
  }

  private static Plan ready(Planning planning) {
    return ((Planning.Ready) planning).plan();
  }

  private static Step only(Planning planning) {
    assertThat(ready(planning).steps()).hasSize(1);
    return ready(planning).steps().get(0);
  }
}
