package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file or folder. A relative path starts from the folder of the file that it is written in; one
 * that begins with {@code ~/} from the user's home.
 */
final class FilePath implements ValueType<Path> {
  private static final String HOME = "~/";

  @Override
  public Path read(String text) {
    return Path.of(NotBlank.check(text));
  }

  @Override
  public String check(String text, Path base) {
    String path = NotBlank.check(text);
    return path.startsWith(HOME)
        ? Path.of(System.getProperty("user.home"), path.substring(HOME.length())).toString()
        : base.resolve(path).toString();
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
