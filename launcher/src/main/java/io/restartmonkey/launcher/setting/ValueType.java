package io.restartmonkey.launcher.setting;

import java.nio.file.Path;
import java.util.Map;

/**
 * What values a setting takes: reads them, and describes them to people and to editors. Immutable.
 *
 * @param <T> what a value is to the program
 */
public interface ValueType<T> {
  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if the text is none; the message says what a value is
   */
  T read(String text);

  /**
   * Checks a text that somebody wrote.
   *
   * @param base the folder that relative paths start from
   * @return the text, from which {@link #read} makes the value
   * @throws IllegalArgumentException if it is no value; the message says what a value is
   */
  default String check(String text, Path base) {
    var unusedValue = read(text);
    return text;
  }

  /** Whether a list of YAML is one. */
  default boolean isList() {
    return false;
  }

  /** The values as people write them, with range and unit: {@code 1s to 1h}. */
  String values();

  /** The values as keywords of JSON Schema. */
  Map<String, Object> schema();
}
