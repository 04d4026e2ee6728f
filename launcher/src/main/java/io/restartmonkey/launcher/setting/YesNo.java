package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/** True or false. */
final class YesNo implements ValueType<Boolean> {
  /** As YAML spells them. */
  private static final List<String> TRUE = List.of("true", "True", "TRUE");

  private static final List<String> FALSE = List.of("false", "False", "FALSE");

  @Override
  public Boolean read(String text) {
    if (TRUE.contains(text) || FALSE.contains(text)) {
      return TRUE.contains(text);
    }
    throw new IllegalArgumentException("neither true nor false");
  }

  @Override
  public String values() {
    return "true or false";
  }

  /** The word in quotes is one, too. */
  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of(
        "type", List.of("boolean", "string"), "pattern", "^(true|True|TRUE|false|False|FALSE)$");
  }
}
