package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/** True or false. */
final class YesNo implements ValueType<Boolean> {
  @Override
  public Boolean read(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return text.equals("true");
  }

  @Override
  public String values() {
    return "true or false";
  }

  /** The word in quotes is one, too. */
  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("type", List.of("boolean", "string"), "pattern", "^(true|false)$");
  }
}
