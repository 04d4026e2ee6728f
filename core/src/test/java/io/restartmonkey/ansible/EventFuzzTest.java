package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restartmonkey.fuzz.Fuzz;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventFuzzTest {
  private static final Path CORPUS = Path.of("src/test/resources/hostile");
  private static final String RUN =
      """
      {"event": "play", "play": "Restart", "hosts": ["app1", "app2"]}
      {"event": "task", "task": "Stop it"}
      {"event": "ok", "host": "app1", "task": "Stop it", "changed": true}
      {"event": "failed", "host": "app2", "task": "Stop it", "message": "no\\nway", "ignored": false}
      {"event": "unreachable", "host": "app2", "task": "Stop it", "message": "gone"}
      {"event": "stats", "hosts": {"app1": {"ok": 1, "changed": 1, "failures": 0, "unreachable": 0}}}
      """;
  private static final String ANSWERS =
      """
      {"ready": "2.14.18"}
      {"run": 1, "pid": 123}
      {"run": 1, "loaded": true}
      {"run": 1, "refused": "no memory"}
      {"run": 1, "exit": 0}
      """;

  @TempDir Path folder;

  @Test
  void shouldTakeAnyEventFile() throws IOException {
    Path file = folder.resolve("events.jsonl");
    Fuzz.of(input -> shown(new EventFile(Files.write(file, input)).next()))
        .check(CORPUS.resolve("events"), RUN);
  }

  @Test
  void shouldFollowAFileThatChangesUnderItsHands() throws IOException {
    Path file = folder.resolve("events.jsonl");
    EventFile events = new EventFile(file);
    Fuzz.of(
            input -> {
              Files.write(file, input);
              return shown(events.next());
            })
        .check(RUN);
  }

  @Test
  void shouldHearOutAnyResident() {
    Fuzz.of(
            input -> {
              Heard heard = new Heard();
              hear(heard, input, new byte[0]);
              assertThat(heard.isSilent).isTrue();
              return List.of(heard.lastRun + " " + heard.version);
            })
        .check(ANSWERS);
  }

  @Test
  void shouldKeepAnyComplaint() {
    Fuzz.of(input -> List.of(hear(new Heard(), new byte[0], input).complaint()))
        .check("Traceback:\n  a line\nImportError: no\u001b[2J\n");
  }

  private static Collection<String> shown(List<PlaybookEvent> events) {
    OutcomeOf outcome = new OutcomeOf(List.of("app1", "app2"));
    List<String> shown = new ArrayList<>();
    for (PlaybookEvent event : events) {
      outcome.take(event);
      event.toString().lines().forEach(shown::add);
    }
    PlaybookOutcome ended = outcome.exited(0, () -> "");
    ended.summary().lines().forEach(shown::add);
    ended.hosts().values().stream()
        .map(HostOutcome::toString)
        .flatMap(String::lines)
        .forEach(shown::add);
    return shown;
  }

  private static ResidentStreams hear(Heard heard, byte[] out, byte[] err) throws IOException {
    ResidentStreams streams = new ResidentStreams(heard);
    streams.setProcessInputStream(new ByteArrayOutputStream());
    streams.setProcessOutputStream(new ByteArrayInputStream(out));
    streams.setProcessErrorStream(new ByteArrayInputStream(err));
    streams.start();
    streams.stop();
    return streams;
  }

  private static final class Heard implements ResidentStreams.Listener {
    private volatile boolean isSilent;
    private volatile int lastRun;
    private volatile Optional<AnsibleVersion> version = Optional.empty();

    @Override
    public void onMessage(JsonNode message) {
      lastRun = message.path("run").asInt();
      version = AnsibleVersion.in(message.path("ready").asText());
    }

    @Override
    public void onSilence() {
      isSilent = true;
    }
  }
}
