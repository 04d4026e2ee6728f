package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.journal.StateRecords.Item;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Splits the text of a state file into its records, without reading them. For one use. */
final class StateSplitter {
  private static final Set<String> LISTS = Set.of("servers", "refused");

  /** Finds where records begin and end, whatever is in them. */
  static final JsonFactory LENIENT_JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .build();

  private final String text;
  private final JsonParser parser;
  private final ObjectNode rest = JsonNodeFactory.instance.objectNode();
  private final Map<String, List<Item>> lists = new HashMap<>();

  StateSplitter(String text, JsonParser parser) {
    this.text = text;
    this.parser = parser;
  }

  /**
   * The records.
   *
   * @throws JsonProcessingException if the text is no JSON
   * @throws IllegalArgumentException if it is no object, or has the same twice
   */
  StateRecords split() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("not a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      takeField(parser.currentName());
    }
    if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
      throw new JsonParseException(parser, "it does not end where it should");
    }
    if (!lists.containsKey("servers")) {
      throw new IllegalArgumentException("'servers' is missing or not a list");
    }
    return new StateRecords(
        rest, lists.getOrDefault("servers", List.of()), lists.getOrDefault("refused", List.of()));
  }

  private void takeField(String key) throws IOException {
    JsonToken value = parser.nextToken();
    if (rest.has(key) || lists.containsKey(key)) {
      throw new IllegalArgumentException(Syntax.quote(key) + " comes twice");
    } else if (value == JsonToken.START_ARRAY && LISTS.contains(key)) {
      lists.put(key, items());
    } else if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
      rest.set(key, scalar());
    } else {
      parser.skipChildren(); // Nobody asks for it.
    }
  }

  /** What is too long is nothing that anybody asks for. */
  private JsonNode scalar() throws IOException {
    String text = parser.getText();
    if (text.length() > StateRecords.MAX_LENGTH) {
      return NullNode.getInstance();
    }
    return parser.currentToken() == JsonToken.VALUE_STRING
        ? JsonNodeFactory.instance.textNode(text)
        : JsonTree.read(text);
  }

  private List<Item> items() throws IOException {
    List<Item> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null) {
        throw new JsonParseException(parser, "it ends too soon");
      }
      int start = (int) parser.currentTokenLocation().getCharOffset();
      boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
      parser.skipChildren();
      int end = (int) parser.currentLocation().getCharOffset(); // Behind its last bracket.
      items.add(new Item(isObject ? text.substring(start, end) : ""));
    }
    return items;
  }
}
