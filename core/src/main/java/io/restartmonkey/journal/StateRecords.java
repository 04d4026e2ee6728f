package io.restartmonkey.journal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.restartmonkey.cluster.RecordRefusedException;
import java.io.IOException;
import java.util.List;

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
  static final int MAX_LENGTH = 16_384;

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
      try (JsonParser parser = StateSplitter.LENIENT_JSON.createParser(text)) {
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
    try (JsonParser parser = StateSplitter.LENIENT_JSON.createParser(text)) {
      return new StateSplitter(text, parser).split();
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("a text cannot fail to be read", e);
    }
  }
}
