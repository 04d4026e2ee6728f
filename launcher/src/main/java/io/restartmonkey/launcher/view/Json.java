package io.restartmonkey.launcher.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** JSON as commands print it. */
public final class Json {
  private Json() {}

  /** A tree of maps, lists, texts and numbers, over several lines. */
  public static String pretty(Object tree) {
    try {
      return new ObjectMapper().writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON", e);
    }
  }
}
