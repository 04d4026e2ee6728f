package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.collect.Streams;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.cluster.JsonProblem;
import java.util.List;

/** JSON as this package writes it, and reads it back without believing anything. */
final class Json {
  /** Made when something is written: it takes long to make, and a plan writes nothing. */
  private static final class Writing {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  private Json() {}

  static String line(Object tree) {
    try {
      return Writing.MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON: " + e.getOriginalMessage(), e);
    }
  }

  static String pretty(Object tree) {
    try {
      return Writing.MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(tree)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A text that must be there. */
  static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'" + key + "' is missing or not a text");
    }
    return value.textValue();
  }

  /** A text that must be there, safe to print. */
  static String oneLine(JsonNode node, String key) {
    return ForeignText.oneLine(text(node, key));
  }

  /** A whole number that must be there. */
  static long number(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw new IllegalArgumentException("'" + key + "' is missing or not a whole number");
    }
    return value.longValue();
  }

  /** The items of a list that must be there. */
  static List<JsonNode> items(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isArray()) {
      throw new IllegalArgumentException("'" + key + "' is missing or not a list");
    }
    return Streams.stream(value).toList();
  }

  /** The texts of a list that must be there. */
  static List<String> texts(JsonNode node, String key) {
    return items(node, key).stream().map(JsonNode::asText).toList();
  }

  /** What is wrong with a text that is no JSON, and in which of its lines. */
  static String problem(JsonProcessingException e) {
    JsonLocation place = e.getLocation();
    return JsonProblem.of(e.getOriginalMessage(), place == null ? 0 : place.getLineNr());
  }
}
