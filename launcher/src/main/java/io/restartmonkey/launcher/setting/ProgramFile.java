package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;

/** A program. A bare word is looked up in the search path, so only a path starts from the base. */
final class ProgramFile implements ValueType<String> {
  @Override
  public String read(String text) {
    return NotBlank.check(text);
  }

  @Override
  public String check(String text, Path base) {
    return text.contains("/") ? new FilePath().check(text, base) : read(text);
  }

  @Override
  public String values() {
    return "a name or a path";
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("type", "string", "pattern", NotBlank.PATTERN);
  }
}
