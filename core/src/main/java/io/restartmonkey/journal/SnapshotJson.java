package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.cluster.Syntax;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON of a cluster's state, as a command-line program may print it.
 *
 * <p>Reading makes the same checks as reading from Redis: a record that cannot be believed is
 * counted as refused, and never costs the others.
 */
public final class SnapshotJson {
  private static final int VERSION = 1;

  private SnapshotJson() {}

  /** The state as JSON, over several lines. */
  public static String write(ClusterSnapshot snapshot) {
    return Json.pretty(tree(snapshot));
  }

  static Map<String, Object> tree(ClusterSnapshot snapshot) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("version", VERSION);
    tree.put("cluster", snapshot.cluster());
    tree.put("observed_at", snapshot.observedAt().toString());
    tree.put("servers", snapshot.servers().stream().map(s -> server(s, snapshot)).toList());
    tree.put(
        "refused",
        snapshot.refused().stream()
            .map(record -> Map.of("record", record.record(), "reason", record.reason()))
            .toList());
    return tree;
  }

  /**
   * Reads a state.
   *
   * @throws IllegalArgumentException if the text as a whole is no such state; the message says why
   */
  public static ClusterSnapshot read(String text) {
    try {
      StateRecords records = StateRecords.of(text);
      JsonNode root = records.rest();
      long version = Json.number(root, "version");
      if (version != VERSION) {
        throw new IllegalArgumentException("version " + version + " is not known here");
      }
      List<ServerState> servers = new ArrayList<>();
      List<RefusedRecord> refused = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (StateRecords.Item item : records.servers()) {
        readServer(item, names, servers, refused);
      }
      records.refused().forEach(item -> refused.add(refused(item)));
      Instant observedAt = Instant.parse(Json.text(root, "observed_at"));
      return new ClusterSnapshot(Json.text(root, "cluster"), observedAt, servers, refused);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + Json.problem(e), e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'observed_at' is not an ISO-8601 instant", e);
    }
  }

  private static RefusedRecord refused(StateRecords.Item item) {
    try {
      JsonNode node = item.read();
      return new RefusedRecord(shown(node, "record"), shown(node, "reason"));
    } catch (RecordRefusedException e) {
      return new RefusedRecord("a refused record", e.reason());
    }
  }

  private static Map<String, Object> server(ServerState state, ClusterSnapshot snapshot) {
    Server server = state.server();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", server.name());
    tree.put("address", server.address());
    tree.put("groups", server.groups());
    tree.put("provider", server.provider());
    tree.put("registered", server.registered().toString());
    state
        .heartbeat()
        .ifPresent(
            beat -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("id", beat.id());
              fields.put("age_ms", beat.age(snapshot.observedAt()).toMillis());
              fields.put("cpu", beat.cpu());
              beat.cpus().ifPresent(cpus -> fields.put("cpus", cpus));
              fields.put("boot", beat.boot());
              fields.put("app", beat.app());
              tree.put("heartbeat", fields);
            });
    return tree;
  }

  private static void readServer(
      StateRecords.Item item,
      Set<String> names,
      List<ServerState> servers,
      List<RefusedRecord> refused) {
    String name = item.name();
    try {
      JsonNode node = item.read();
      Server server = Server.parse(name, JsonTree.map(node));
      if (!names.add(name)) {
        throw new RecordRefusedException("this name came before");
      }
      servers.add(new ServerState(server, heartbeat(node.path("heartbeat"), name, refused)));
    } catch (RecordRefusedException e) {
      refused.add(RefusedRecord.ofServer(name, e.reason()));
    }
  }

  private static Optional<Heartbeat> heartbeat(
      JsonNode node, String name, List<RefusedRecord> refused) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    node.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
    try {
      return Optional.of(Heartbeat.parse(node.path("id").asText(""), fields));
    } catch (RecordRefusedException e) {
      refused.add(new RefusedRecord("heartbeat of " + name, e.reason()));
      return Optional.empty();
    }
  }

  /** A number without an exponent, as agents write it. */
  private static String plain(JsonNode value) {
    return value.isFloatingPointNumber() && Double.isFinite(value.doubleValue())
        ? new BigDecimal(value.asText()).toPlainString()
        : value.asText();
  }

  private static String shown(JsonNode node, String key) {
    String quoted = Syntax.quote(node.path(key).asText(""));
    return quoted.substring(1, quoted.length() - 1);
  }
}
