package io.restartmonkey.ansible;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.cluster.ProxiedServer;
import io.restartmonkey.cluster.ProxiedServer.Traffic;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.playbook.PlaybookEvent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events while they are written. Only whole lines are taken; one that is not an event is
 * passed over and logged, as a server's output can have a hand in it.
 */
final class EventFile {
  private static final Logger LOG = LoggerFactory.getLogger(EventFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MIN_BUFFER = 1 << 16;
  private static final int MAX_BUFFER = 1 << 24;
  private static final int MAX_TEXT_LENGTH = 4000;

  private final Path file;
  private long position;
  private int bufferSize = MIN_BUFFER;
  private boolean isInDroppedLine;

  EventFile(Path file) {
    this.file = file;
  }

  /** Whether the run whose events these are had come to its end. */
  static boolean hasEnd(Path file) {
    return new EventFile(file).next().stream().anyMatch(PlaybookEvent.Ended.class::isInstance);
  }

  /** The events that have come since the last call. */
  List<PlaybookEvent> next() {
    List<PlaybookEvent> events = new ArrayList<>();
    for (List<String> lines = nextLines(); !lines.isEmpty(); lines = nextLines()) {
      lines.forEach(line -> parse(line).ifPresent(events::add));
    }
    return events;
  }

  private List<String> nextLines() {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      List<String> lines = new ArrayList<>();
      if (in.length() < position) {
        return List.of(); // Nobody of ours makes it shorter.
      }
      in.seek(position);
      byte[] buffer = new byte[(int) Math.min(bufferSize, in.length() - position)];
      in.readFully(buffer);
      int start = 0;
      for (int i = 0; i < buffer.length; i++) {
        if (buffer[i] == '\n') {
          if (!isInDroppedLine) {
            lines.add(new String(buffer, start, i - start, StandardCharsets.UTF_8));
          }
          isInDroppedLine = false;
          start = i + 1;
        }
      }
      position += start;
      if (start == 0 && buffer.length == bufferSize) {
        return withLargerBuffer();
      }
      return lines.isEmpty() && start > 0 ? nextLines() : lines;
    } catch (IOException e) {
      LOG.warn("cannot read {}", file, e);
      return List.of();
    }
  }

  /** The last event names all hosts, so its line grows with them; a line without end is dropped. */
  private List<String> withLargerBuffer() {
    if (bufferSize < MAX_BUFFER) {
      bufferSize *= 2;
    } else {
      position += bufferSize;
      isInDroppedLine = true;
    }
    return nextLines();
  }

  private Optional<PlaybookEvent> parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      String task = text(node, "task");
      String host = text(node, "host");
      return switch (node.path("event").asText()) {
        case "play" -> Optional.of(new PlaybookEvent.PlayStarted(text(node, "play"), hosts(node)));
        case "task" -> Optional.of(new PlaybookEvent.TaskStarted(task));
        case "start" -> Optional.of(new PlaybookEvent.HostStarted(host, task));
        case "ok" ->
            Optional.of(new PlaybookEvent.HostOk(host, task, node.path("changed").asBoolean()));
        case "failed" ->
            Optional.of(
                new PlaybookEvent.HostFailed(
                    host,
                    task,
                    text(node, "message"),
                    node.path("ignored").asBoolean(),
                    node.path("rescued").asBoolean()));
        case "unreachable" ->
            Optional.of(new PlaybookEvent.HostUnreachable(host, task, text(node, "message")));
        case "traffic" -> Optional.of(new PlaybookEvent.TrafficSeen(host, proxied(node)));
        case "stats" -> Optional.of(new PlaybookEvent.Ended(tallies(node.path("hosts"))));
        default -> Optional.empty();
      };
    } catch (JsonProcessingException e) {
      LOG.warn("a line of {} is not an event", file);
      return Optional.empty();
    }
  }

  private static List<String> hosts(JsonNode node) {
    return Streams.stream(node.path("hosts"))
        .map(JsonNode::asText)
        .map(ForeignText::oneLine)
        .toList();
  }

  private List<ProxiedServer> proxied(JsonNode node) {
    List<ProxiedServer> servers = new ArrayList<>();
    for (JsonNode server : node.path("servers")) {
      try {
        servers.add(
            new ProxiedServer(
                server.path("backend").asText(),
                server.path("server").asText(),
                server.path("address").asText(),
                server.path("backup").asBoolean(),
                traffic(server.path("now").asText()),
                traffic(server.path("reload").asText())));
      } catch (RecordRefusedException e) {
        LOG.debug("a server of a proxy in {} is not believed: {}", file, e.getMessage());
      }
    }
    return servers;
  }

  private static Traffic traffic(String word) {
    return switch (word) {
      case "in" -> Traffic.IN;
      case "out" -> Traffic.OUT;
      default -> Traffic.UNKNOWN;
    };
  }

  private static Map<String, PlaybookEvent.Tally> tallies(JsonNode hosts) {
    Map<String, PlaybookEvent.Tally> tallies = new LinkedHashMap<>();
    hosts
        .properties()
        .forEach(
            host -> {
              JsonNode counts = host.getValue();
              tallies.put(
                  host.getKey(),
                  new PlaybookEvent.Tally(
                      counts.path("ok").asInt(),
                      counts.path("changed").asInt(),
                      counts.path("failures").asInt(),
                      counts.path("unreachable").asInt()));
            });
    return tallies;
  }

  /** A text of the event, without control characters other than line breaks, and cut to size. */
  private static String text(JsonNode node, String key) {
    return ForeignText.lines(node.path(key).asText(""), MAX_TEXT_LENGTH).strip();
  }
}
