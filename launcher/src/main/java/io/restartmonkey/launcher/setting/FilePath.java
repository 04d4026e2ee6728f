package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;

/** A file or folder; a relative path starts from the folder of the file that it is written in. */
final class FilePath implements ValueType<Path> {
  @Override
  public Path read(String text) {
    return Path.of(NotBlank.check(text));
  }

  @Override
  public String check(String text, Path base) {
    return base.resolve(NotBlank.check(text)).toString();
  }

  @Override
  public String values() {
    return "a path";
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("type", "string", "pattern", NotBlank.PATTERN);
  }
}
