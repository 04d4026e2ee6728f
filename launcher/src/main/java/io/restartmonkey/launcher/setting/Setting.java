package io.restartmonkey.launcher.setting;

import java.util.Locale;

/**
 * One setting: its name, what values it takes, its default, and what it does. Immutable.
 *
 * @param <T> what its value is to the program
 */
public final class Setting<T> {
  private final String path;
  private final ValueType<T> type;
  private final String preset;
  private final String description;

  Setting(String path, ValueType<T> type, String preset, String description) {
    this.path = path;
    this.type = type;
    this.preset = preset;
    this.description = description;
  }

  /** Its name in the file and after {@code --set}, such as {@code redis.uri}. */
  public String path() {
    return path;
  }

  /** Its name in the environment, such as {@code RESTART_MONKEY_REDIS_URI}. */
  public String variable() {
    return "RESTART_MONKEY_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** What values it takes, with range and unit. */
  public ValueType<T> type() {
    return type;
  }

  /** Its default, as somebody would write it; empty text = none. */
  public String preset() {
    return preset;
  }

  /** Whether its default is a file or folder in the folder that the program was started in. */
  public boolean isDefaultInCurrentFolder() {
    return type instanceof FilePath;
  }

  /** What it does, in one sentence. */
  public String description() {
    return description;
  }

  /** What it does and what values it takes, in one line. */
  public String meaning() {
    String sentence = description.substring(0, description.length() - 1);
    return "%s (%s).".formatted(sentence, type.values());
  }

  @Override
  public String toString() {
    return path;
  }
}
