package io.restartmonkey.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.ClusterUnreachableException;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.fake.Servers;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotJsonTest {

  @Test
  void shouldReadBackExactlyWhatWasWritten() {
    ClusterSnapshot snapshot =
        new ClusterSnapshot(
            "demo",
            Servers.NOW,
            List.of(
                Servers.live(Servers.server("app1", "app", "web")),
                Servers.silent(Servers.server("app2", "app"))),
            List.of(new RefusedRecord("server 'x'", "not an address: 'y'")));

    assertThat(SnapshotJson.read(SnapshotJson.write(snapshot))).isEqualTo(snapshot);
  }

  @Test
  void shouldRefuseBadRecordsAndKeepTheGoodOnes() {
    String good = SnapshotJson.write(Servers.running(Servers.server("good", "app")));
    String bad =
        """
        "servers" : [ 17, null, "text", {"name": "no-fields"},
          {"name": "evil", "address": "{{ lookup('pipe','id') }}", "groups": ["app"],
           "provider": "lab", "registered": "2026-01-01T00:00:00Z"},
          {"name": "beat", "address": "10.0.0.9", "groups": ["app"], "provider": "lab",
           "registered": "2026-01-01T00:00:00Z", "heartbeat": {"id": "1-1", "cpu": "NaN"}},
        """;

    ClusterSnapshot snapshot = SnapshotJson.read(good.replace("\"servers\" : [", bad));

    assertThat(snapshot.registered()).extracting(s -> s.name()).containsExactly("beat", "good");
    assertThat(snapshot.refused()).hasSize(6);
    assertThat(snapshot.refused())
        .extracting(RefusedRecord::reason)
        .anySatisfy(reason -> assertThat(reason).contains("not an address"))
        .anySatisfy(reason -> assertThat(reason).contains("cpu"));
  }

  @Test
  void shouldRefuseTheSecondServerOfAName() {
    String text =
        SnapshotJson.write(Servers.running(Servers.server("a", "g"), Servers.server("b", "g")));

    assertThat(SnapshotJson.read(text.replace("\"b\"", "\"a\"")).refused())
        .extracting(RefusedRecord::reason)
        .containsExactly("this name came before");
  }

  @Test
  void shouldSayWhatIsWrongWithTheWholeFile() {
    String text = SnapshotJson.write(Servers.example());

    assertThatThrownBy(() -> SnapshotJson.read("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SnapshotJson.read("{")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> SnapshotJson.read(text.replace(": 1,", ": 2,")))
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> SnapshotJson.read(text.replace("demo", "{{x}}")))
        .hasMessageContaining("not a cluster name");
    assertThatThrownBy(() -> new StateFile(Path.of("/nowhere/state.json")).read())
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("/nowhere/state.json");
  }

  @Test
  void shouldNeverFailInAnyOtherWayOnDamagedText() {
    String text = SnapshotJson.write(Servers.example());
    Random random = new Random(17);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder damaged = new StringBuilder(text);
      for (int change = 0; change <= random.nextInt(4); change++) {
        damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(128));
      }
      try {
        SnapshotJson.read(damaged.toString());
      } catch (IllegalArgumentException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }
}
