package io.restartmonkey.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.run.ClusterUnreachableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
    assertThatThrownBy(() -> SnapshotJson.read("{"))
        .hasMessage("not JSON: it is cut off in line 1");
    assertThatThrownBy(() -> SnapshotJson.read(text.substring(0, text.indexOf("heartbeat"))))
        .hasMessageMatching("not JSON: it is cut off in line \\d+");
    assertThatThrownBy(() -> SnapshotJson.read(text.replace(": 1,", ": 2,")))
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> SnapshotJson.read(text.replace("demo", "{{x}}")))
        .hasMessageContaining("not a cluster name");
    assertThatThrownBy(() -> new StateFile(Path.of("/nowhere/state.json")).read())
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessage("state file /nowhere/state.json does not exist");
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

  @ParameterizedTest
  @MethodSource("badRecords")
  void shouldNotLetABadRecordCostTheGoodOnes(String bad) {
    String good = SnapshotJson.write(Servers.running(Servers.server("good", "app")));

    ClusterSnapshot snapshot =
        SnapshotJson.read(good.replace("\"servers\" : [", "\"servers\" : [ " + bad + ","));

    assertThat(snapshot.registered()).extracting(Server::name).containsExactly("good");
    assertThat(snapshot.refused()).hasSize(1);
    assertThat(snapshot.refused().get(0).toString()).hasSizeLessThan(300);
    if (bad.contains("\"name\": \"evil\"")) {
      assertThat(snapshot.refused()).allMatch(record -> record.isOfServer("evil"));
    }
  }

  static List<String> badRecords() {
    String evil =
        "{\"name\": \"evil\", \"address\": \"10.0.0.9\", \"groups\": [\"app\"], \"provider\": \"lab\", \"registered\": \"2026-01-01T00:00:00Z\"";
    String deep = "[".repeat(500_000) + "]".repeat(500_000);
    return List.of(
        evil + ", \"" + "x".repeat(1 << 20) + "\": 1}",
        "{\"" + "x".repeat(1 << 20) + "\": 1, " + evil.substring(1) + "}",
        evil + ", \"x\": \"" + "x".repeat(1 << 20) + "\"}",
        evil + ", \"x\": " + "9".repeat(1 << 20) + "}",
        evil + ", \"x\": 1e" + "9".repeat(5000) + "}",
        evil + ", \"x\": " + "9".repeat(2000) + "}",
        evil + ", \"x\": " + deep + "}",
        evil + ", \"x\": " + "[".repeat(1500) + "]".repeat(1500) + "}",
        evil + ", \"x\": NaN}",
        evil + ", \"x\": 007}",
        evil + ", \"x\": \"\\q\"}",
        evil + ", \"x\": \"a\tb\nc\"}",
        evil + ", \"x\": 1, \"x\": 2}",
        evil + ", \"name\": \"good\"}",
        evil + ", \"provider\": [\"lab\"]}",
        "{\"name\": 7}",
        "{\"name\": {\"evil\": []}}",
        deep,
        "17",
        "\"" + "x".repeat(1 << 20) + "\"",
        "9".repeat(1 << 20));
  }

  @Test
  void shouldPassOverWhatNobodyAsksFor() {
    String good = SnapshotJson.write(Servers.running(Servers.server("good", "app")));
    String long1 = "\"" + "y".repeat(1 << 20) + "\"";

    for (String field : List.of(long1 + ": 1", "\"x\": " + long1, "\"x\": {\"a\": 1, \"a\": 2}")) {
      assertThat(SnapshotJson.read(good.replaceFirst("\\{", "{" + field + ",")))
          .isEqualTo(SnapshotJson.read(good));
    }
    String refused = "{" + long1 + ": 1}";
    assertThat(
            SnapshotJson.read(good.replace("\"refused\" : [", "\"refused\" : [" + refused))
                .refused())
        .hasSize(1);
  }

  @Test
  void shouldRefuseAFileThatSaysTheSameTwice() {
    String good = SnapshotJson.write(Servers.example());

    for (String field : List.of("\"servers\": []", "\"version\": 1", "\"cluster\": \"demo\"")) {
      assertThatThrownBy(() -> SnapshotJson.read(good.replaceFirst("\\{", "{" + field + ",")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("comes twice");
    }
  }

  @Test
  void shouldReadNoMoreOfAFileThanAnyStateHas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("state.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(65L << 20);
    }

    assertThatThrownBy(() -> new StateFile(file).read())
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("larger than 64 MiB");
  }
}
