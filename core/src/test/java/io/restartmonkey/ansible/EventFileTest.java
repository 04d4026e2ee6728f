package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.PlaybookEvent;
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

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
