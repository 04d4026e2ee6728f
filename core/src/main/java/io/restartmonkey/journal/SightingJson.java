package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.health.Pause;
import io.restartmonkey.spi.Sighting;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON of what a monitor saw last: a state as {@link SnapshotJson} has it, in one line; who was
 * heard, and a pause, in one line each.
 */
final class SightingJson {
  private static final String HEARD = "heard";

  private SightingJson() {}

  static String write(Sighting sighting) {
    ClusterSnapshot snapshot =
        new ClusterSnapshot(
            sighting.cluster(),
            sighting.at(),
            sighting.servers().stream()
                .map(server -> new ServerState(server, Optional.empty()))
                .toList(),
            List.of());
    return Json.line(SnapshotJson.tree(snapshot)).strip()
        + "\n"
        + Json.line(tree(sighting.heard())).strip()
        + "\n"
        + sighting.pause().map(pause -> Json.line(tree(pause)).strip() + "\n").orElse("");
  }

  private static Map<String, Object> tree(Sighting.Heard heard) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("ssh", heard.ssh().stream().sorted().toList());
    tree.put("app", heard.app().stream().sorted().toList());
    return Map.of(HEARD, tree);
  }

  private static Map<String, Object> tree(Pause pause) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("who", pause.who());
    tree.put("why", pause.why());
    tree.put("until", pause.until().toString());
    return tree;
  }

  /**
   * Reads it back; a server or a line that cannot be believed does not cost the others.
   *
   * @throws IllegalArgumentException if the text as a whole is damaged
   */
  static Sighting read(String text) {
    List<String> lines = text.lines().toList();
    ClusterSnapshot snapshot = SnapshotJson.read(lines.isEmpty() ? text : lines.get(0));
    Optional<Pause> pause = Optional.empty();
    Sighting.Heard heard = Sighting.Heard.NOBODY;
    int doubtful = snapshot.refused().size();
    for (String line : lines.subList(1, lines.size())) {
      try {
        JsonNode node = JsonTree.read(line);
        if (node.has(HEARD)) {
          heard = new Sighting.Heard(names(node, "ssh"), names(node, "app"));
        } else {
          pause = Optional.of(pause(node));
        }
      } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
        doubtful++;
      }
    }
    return new Sighting(
        snapshot.observedAt(), snapshot.cluster(), snapshot.registered(), pause, heard, doubtful);
  }

  private static Set<String> names(JsonNode node, String channel) {
    Set<String> names = new HashSet<>();
    node.path(HEARD).path(channel).forEach(name -> names.add(Syntax.serverName(name.asText())));
    return names;
  }

  private static Pause pause(JsonNode node) {
    return new Pause(
        ForeignText.oneLine(Json.text(node, "who")),
        ForeignText.oneLine(Json.text(node, "why")),
        Instant.parse(Json.text(node, "until")));
  }
}
