package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** Values whose spelling is a regular expression. */
interface Spelling<T> extends ValueType<T> {
  /** What all of a text must match, as Java and JavaScript understand it. */
  String pattern();

  @Override
  default Map<String, Object> schema() {
    return ImmutableMap.of("type", "string", "pattern", "^(%s)$".formatted(pattern()));
  }
}
