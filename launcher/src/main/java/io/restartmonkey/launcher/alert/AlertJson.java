package io.restartmonkey.launcher.alert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restartmonkey.health.Alert;
import java.util.Locale;

/** An alert as JSON: {@code kind}, {@code key}, {@code text}, {@code at}, {@code cluster}. */
final class AlertJson {
  private AlertJson() {}

  static String of(Alert alert, String cluster) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("kind", alert.kind().name().toLowerCase(Locale.ROOT));
    fields.put("key", alert.condition().key());
    fields.put("text", alert.condition().text());
    fields.put("at", alert.at().toString());
    fields.put("cluster", cluster);
    return fields.toString();
  }
}
