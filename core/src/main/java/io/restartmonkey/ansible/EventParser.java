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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parses events, each from one line of JSON, as {@code restart_monkey_events.py} writes them. */
final class EventParser {
  private static final Logger LOG = LoggerFactory.getLogger(EventParser.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TEXT_LENGTH = 4000;

  private final Path file;

  /**
   * A parser for the lines of one file.
   *
   * @param file the file, for log messages
   */
  EventParser(Path file) {
    this.file = file;
  }

  /** The event of a line; empty if it is none that is known. */
  Optional<PlaybookEvent> parse(String line) {
    try {
      return event(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      LOG.warn("a line of {} is not an event", file);
      return Optional.empty();
    }
  }

  private Optional<PlaybookEvent> event(JsonNode node) {
    String task = text(node, "task");
    String host = text(node, "host");
    return switch (node.path("event").asText()) {
      case "play" -> Optional.of(new PlaybookEvent.PlayStarted(text(node, "play"), hosts(node)));
      case "task" -> Optional.of(new PlaybookEvent.TaskStarted(task));
      case "start" -> Optional.of(new PlaybookEvent.HostStarted(host, task));
      case "ok" ->
          Optional.of(new PlaybookEvent.HostOk(host, task, node.path("changed").asBoolean()));
      case "failed" -> Optional.of(failed(host, task, node));
      case "unreachable" ->
          Optional.of(new PlaybookEvent.HostUnreachable(host, task, text(node, "message")));
      case "traffic" -> Optional.of(new PlaybookEvent.TrafficSeen(host, proxied(node)));
      case "stats" -> Optional.of(new PlaybookEvent.Ended(tallies(node.path("hosts"))));
      default -> Optional.empty();
    };
  }

  private static PlaybookEvent failed(String host, String task, JsonNode node) {
    return new PlaybookEvent.HostFailed(
        host,
        task,
        text(node, "message"),
        node.path("ignored").asBoolean(),
        node.path("rescued").asBoolean());
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
