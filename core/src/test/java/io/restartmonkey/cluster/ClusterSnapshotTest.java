package io.restartmonkey.cluster;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.beating;
import static io.restartmonkey.fake.Servers.server;
import static io.restartmonkey.fake.Servers.silent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterSnapshotTest {
  private static final Duration FRESH = Duration.ofSeconds(10);

  @Test
  void shouldCountAServerAsRunningUpToTheVeryMillisecond() {
    ServerState edge = beating(server("app1", "app"), 10_000);
    ServerState over = beating(server("app2", "app"), 10_001);

    ClusterSnapshot snapshot = new ClusterSnapshot("demo", NOW, List.of(over, edge), List.of());

    assertThat(snapshot.live(FRESH)).containsExactly(edge.server());
    assertThat(snapshot.silent(FRESH)).containsExactly(over);
  }

  @Test
  void shouldNotBelieveAHeartbeatFromTheFuture() {
    ServerState rounding = beating(server("app1", "app"), -1_000);
    ServerState forged = beating(server("app2", "app"), -1_001);

    ClusterSnapshot snapshot =
        new ClusterSnapshot("demo", NOW, List.of(rounding, forged), List.of());

    assertThat(snapshot.live(FRESH)).containsExactly(rounding.server());
    assertThat(forged.whyNotLive(NOW)).contains("future");
  }

  @Test
  void shouldNotCountAServerWithoutHeartbeat() {
    ServerState state = silent(server("app1", "app"));

    assertThat(state.isLive(NOW, FRESH)).isFalse();
    assertThat(state.whyNotLive(NOW)).isEqualTo("it has no heartbeat");
  }

  @Test
  void shouldSortServersByName() {
    ClusterSnapshot snapshot =
        new ClusterSnapshot(
            "demo", NOW, List.of(silent(server("b", "g")), silent(server("a", "g"))), List.of());

    assertThat(snapshot.registered()).extracting(Server::name).containsExactly("a", "b");
  }

  @Test
  void shouldKeepTheServersAskedForAndAllThatWasRefused() {
    RefusedRecord refused = new RefusedRecord("server 'x'", "not JSON");
    ServerState a = silent(server("a", "g"));
    ServerState b = silent(server("b", "g"));

    ClusterSnapshot snapshot =
        new ClusterSnapshot("demo", NOW, List.of(a, b), List.of(refused)).only(Set.of(b.server()));

    assertThat(snapshot).isEqualTo(new ClusterSnapshot("demo", NOW, List.of(b), List.of(refused)));
  }
}
