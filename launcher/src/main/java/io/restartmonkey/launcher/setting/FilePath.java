package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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
        ? home().resolve(path.substring(HOME.length())).toString()
        : base.resolve(path).toString();
  }

  /** As shells know it; Java knows only that of the user database. */
  private static Path home() {
    String home =
        Optional.ofNullable(System.getenv("HOME")).orElse(System.getProperty("user.home"));
    if (!home.startsWith("/")) {
      throw new IllegalArgumentException("~ is nowhere, as HOME is not set: write the path out");
    }
    return Path.of(home);
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
