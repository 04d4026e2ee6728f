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
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.Syntax;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A state file cut into its records, so that one that no parser would take, such as one with a
 * field name of a MiB, does not cost the others. Only a text that is no JSON at all costs them.
 *
 * @param rest its texts and numbers
 * @param servers each server
 * @param refused each record that was refused before
 */
record StateRecords(JsonNode rest, List<Item> servers, List<Item> refused) {
  /** A server with its heartbeat has some 300 characters, and with 32 long groups 3,000. */
  private static final int MAX_LENGTH = 16_384;

  private static final Set<String> LISTS = Set.of("servers", "refused");

  /** Finds where records begin and end, whatever is in them. */
  private static final JsonFactory CUTTING =
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

  /**
   * A record that has not been read yet.
   *
   * @param text its JSON; empty text if it is no object
   */
  record Item(String text) {

    /**
     * Reads it, strictly.
     *
     * @throws RecordRefusedException if it cannot be believed
     */
    JsonNode read() {
      if (text.isEmpty()) {
        throw new RecordRefusedException("not a JSON object");
      } else if (text.length() > MAX_LENGTH) {
        throw new RecordRefusedException("longer than " + MAX_LENGTH + " characters");
      }
      try {
        return JsonTree.read(text);
      } catch (JsonProcessingException e) {
        throw new RecordRefusedException("not strictly JSON");
      }
    }

    /** The name that it gives, whatever else is in it; empty text if it gives none. */
    String name() {
      try (JsonParser parser = CUTTING.createParser(text)) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isName = parser.currentName().equals("name");
            if (parser.nextToken() == JsonToken.VALUE_STRING && isName) {
              return parser.getText();
            }
            parser.skipChildren();
          }
        }
      } catch (IOException e) {
        // It was cut out by the same parser, so it does not come to this.
      }
      return "";
    }
  }

  /**
   * Cuts a text.
   *
   * @throws JsonProcessingException if it is no JSON
   * @throws IllegalArgumentException if it is no object, or has the same twice
   */
  static StateRecords of(String text) throws JsonProcessingException {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    Map<String, List<Item>> lists = new HashMap<>();
    try (JsonParser parser = CUTTING.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        if (rest.has(key) || lists.containsKey(key)) {
          throw new IllegalArgumentException(Syntax.quote(key) + " comes twice");
        } else if (value == JsonToken.START_ARRAY && LISTS.contains(key)) {
          lists.put(key, cut(text, parser));
        } else if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
          rest.set(key, scalar(parser));
        } else {
          parser.skipChildren(); // Nobody asks for it.
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new JsonParseException(parser, "it does not end where it should");
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("a text cannot fail to be read", e);
    }
    if (!lists.containsKey("servers")) {
      throw new IllegalArgumentException("'servers' is missing or not a list");
    }
    return new StateRecords(
        rest, lists.getOrDefault("servers", List.of()), lists.getOrDefault("refused", List.of()));
  }

  /** What is too long is nothing that anybody asks for. */
  private static JsonNode scalar(JsonParser parser) throws IOException {
    String text = parser.getText();
    if (text.length() > MAX_LENGTH) {
      return NullNode.getInstance();
    }
    return parser.currentToken() == JsonToken.VALUE_STRING
        ? JsonNodeFactory.instance.textNode(text)
        : JsonTree.read(text);
  }

  private static List<Item> cut(String text, JsonParser parser) throws IOException {
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
