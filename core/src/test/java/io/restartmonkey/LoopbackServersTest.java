package io.restartmonkey;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.live;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackServersTest extends RestartMonkeyFixture {
  private static final RestartRequest SMOKE_TEST = RestartRequest.of(Stage.SMOKE_TEST);

  @BeforeEach
  void addOne() {
    snapshot = with(snapshot.servers(), "app3", "app");
  }

  @Test
  void shouldNotLetOneRegistrationWithALoopbackAddressCostTheOthers() {
    Planning planning = monkeyHere().plan(SMOKE_TEST);

    assertThat(planning).isInstanceOf(Planning.Ready.class);
    assertThat(((Planning.Ready) planning).plan().notes())
        .first()
        .asString()
        .startsWith("refused server 'app3': its address is loopback");
    assertThat(monkeyHere().run(SMOKE_TEST).isDone()).isTrue();
    assertThat(runner.sequence()).isNotEmpty().noneMatch(line -> line.contains("app3"));
  }

  @Test
  void shouldSayWhoIsNotBelievedWhereServersAreMissing() {
    snapshot = with(List.of(), "app3", "app");

    Planning planning = monkeyHere().plan(SMOKE_TEST);

    assertThat(((Planning.Refused) planning).reasons())
        .extracting(Refusal::message)
        .anyMatch(reason -> reason.startsWith("no server of cluster demo is registered that is"))
        .anyMatch(
            reason ->
                reason.startsWith("server 'app3' is not believed, so mend it: its address is"));
  }

  @Test
  void shouldTakeItWhereThisMachineIsAllowed() {
    assertThat(monkeyHere().run(SMOKE_TEST.withLocalAllowed(true)).isDone()).isTrue();

    assertThat(runner.sequence()).contains("begin smoketest app1,app2,app3");
  }

  private RestartMonkey monkeyHere() {
    return builder().isLocal(new LocalMachine()).build();
  }

  private static ClusterSnapshot with(List<ServerState> others, String name, String group) {
    Server server = new Server(name, "::ffff:127.0.0.9", ImmutableSortedSet.of(group), "lab", NOW);
    List<ServerState> all = new ArrayList<>(others);
    all.add(live(server));
    return new ClusterSnapshot("demo", NOW, all, List.of());
  }
}
