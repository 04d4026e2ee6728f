package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.health.Pause;
import io.restartmonkey.spi.Sighting;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON of what a monitor saw last: a state as {@link SnapshotJson} has it, in one line, and a
 * pause in another.
 */
final class SightingJson {
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
        + sighting.pause().map(pause -> Json.line(tree(pause)).strip() + "\n").orElse("");
  }

  private static Map<String, Object> tree(Pause pause) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("who", pause.who());
    tree.put("why", pause.why());
    tree.put("until", pause.until().toString());
    return tree;
  }

  /**
   * Reads it back; a server or a pause that cannot be believed does not cost the others.
   *
   * @throws IllegalArgumentException if the text as a whole is damaged
   */
  static Sighting read(String text) {
    int end = text.indexOf('\n');
    ClusterSnapshot snapshot = SnapshotJson.read(end < 0 ? text : text.substring(0, end));
    String line = end < 0 ? "" : text.substring(end).strip();
    Optional<Pause> pause = pause(line);
    boolean isDamaged = pause.isEmpty() && !line.isEmpty();
    return new Sighting(
        snapshot.observedAt(),
        snapshot.cluster(),
        snapshot.registered(),
        pause,
        snapshot.refused().size() + (isDamaged ? 1 : 0));
  }

  private static Optional<Pause> pause(String line) {
    try {
      JsonNode node = JsonTree.read(line);
      return Optional.of(
          new Pause(
              ForeignText.oneLine(Json.text(node, "who")),
              ForeignText.oneLine(Json.text(node, "why")),
              Instant.parse(Json.text(node, "until"))));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
