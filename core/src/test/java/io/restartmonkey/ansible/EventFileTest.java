package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.ProxiedServer;
import io.restartmonkey.cluster.ProxiedServer.Traffic;
import io.restartmonkey.playbook.PlaybookEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  @TempDir Path folder;
  private Path file;
  private EventFile events;

  @BeforeEach
  void open() {
    file = folder.resolve("events.jsonl");
    events = new EventFile(file);
  }

  @Test
  void shouldTakeWholeLinesOnlyAndEachOnce() throws IOException {
    assertThat(events.next()).isEmpty();
    append("{\"event\":\"task\",\"task\":\"one\"}\n{\"event\":\"task\",");
    assertThat(events.next()).containsExactly(new PlaybookEvent.TaskStarted("one"));
    append("\"task\":\"two\"}\n");
    assertThat(events.next()).containsExactly(new PlaybookEvent.TaskStarted("two"));
    assertThat(events.next()).isEmpty();
  }

  @Test
  void shouldPassOverWhatIsNoEvent() throws IOException {
    append("garbage\n[]\n17\n{\"event\":\"unheard of\"}\n\n{\"event\":\"task\",\"task\":\"x\"}\n");

    assertThat(events.next()).containsExactly(new PlaybookEvent.TaskStarted("x"));
  }

  @Test
  void shouldMakeTextSafeToPrint() throws IOException {
    append("{\"event\":\"task\",\"task\":\"a\\u001b[2Jb\\u202ec\"}\n");

    assertThat(events.next()).containsExactly(new PlaybookEvent.TaskStarted("a?[2Jb?c"));
  }

  @Test
  void shouldTakeTheEndOfARunOnVeryManyHosts() throws IOException {
    String hosts =
        IntStream.range(0, 30_000)
            .mapToObj(
                i -> "\"a-server-with-a-long-name-%05d\":{\"ok\":1,\"failures\":0}".formatted(i))
            .collect(Collectors.joining(","));
    append("{\"event\":\"stats\",\"hosts\":{" + hosts + "}}\n");

    List<PlaybookEvent> taken = events.next();

    assertThat(taken)
        .singleElement()
        .isInstanceOfSatisfying(
            PlaybookEvent.Ended.class, ended -> assertThat(ended.hosts()).hasSize(30_000));
  }

  @Test
  void shouldTakeOfAProxyOnlyWhatIsServersAndTraffic() throws IOException {
    append(
        """
        {"event":"traffic","host":"proxy1","task":"t","servers":[
        {"backend":"app","server":"app1","address":"10.0.0.1","now":"in","reload":"out"},
        {"backend":"app","server":"app2","address":"10.0.0.2","backup":true,"now":"sideways"},
        {"backend":"app","server":"-oProxyCommand=x","address":"10.0.0.3","now":"in"},
        {"backend":"{{ 1 }}","server":"app3","address":"10.0.0.3","now":"in"},
        {"backend":"app","server":"app3","address":"$(id)","now":"in"}, 17, null, []]}
        {"event":"traffic","host":"proxy2","task":"t","servers":"none"}
        """
                .replaceAll("\\n(?!\\{\"event)", "")
                .strip()
            + "\n");

    assertThat(events.next())
        .containsExactly(
            new PlaybookEvent.TrafficSeen(
                "proxy1",
                List.of(
                    new ProxiedServer("app", "app1", "10.0.0.1", Traffic.IN, Traffic.OUT),
                    new ProxiedServer(
                        "app", "app2", "10.0.0.2", true, Traffic.UNKNOWN, Traffic.UNKNOWN))),
            new PlaybookEvent.TrafficSeen("proxy2", List.of()));
  }

  @Test
  void shouldDropALineWithoutEndUpToItsEnd() throws IOException {
    append("x".repeat((1 << 24) + 10) + "{\"event\":\"task\",\"task\":\"forged\"}");
    assertThat(events.next()).isEmpty();
    append("\n{\"event\":\"task\",\"task\":\"one\"}\n");

    assertThat(events.next()).containsExactly(new PlaybookEvent.TaskStarted("one"));
  }

  @Test
  void shouldTakeNothingFromAFileThatIsShorterThanBefore() throws IOException {
    append("{\"event\":\"task\",\"task\":\"one\"}\n");
    assertThat(events.next()).hasSize(1);
    Files.writeString(file, "{}\n");

    assertThat(events.next()).isEmpty();
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
