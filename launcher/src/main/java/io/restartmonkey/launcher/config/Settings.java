package io.restartmonkey.launcher.config;

import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.launcher.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The effective settings of a call. Immutable; never shows a secret. */
public final class Settings {
  private final Map<Setting<?>, EffectiveValue> values;
  private final Optional<String> password;

  Settings(Map<Setting<?>, EffectiveValue> values, Optional<String> password) {
    this.values = Map.copyOf(values);
    this.password = password;
  }

  /**
   * The value of a setting.
   *
   * @throws ConfigException if nobody has set it, its default is in the current folder, and
   *     everybody can write there
   */
  public <T> T get(Setting<T> setting) {
    if (setting.isDefaultInCurrentFolder() && !values.containsKey(setting)) {
      CurrentFolder.ofThisProcess().refuseDefault(setting);
    }
    return setting.type().read(effective(setting).text());
  }

  /** The value of a setting as text, and where it came from. */
  public EffectiveValue effective(Setting<?> setting) {
    EffectiveValue value = values.get(setting);
    return value == null ? EffectiveValue.ofDefault(setting.preset()) : value;
  }

  /**
   * The password of Redis, if there is one.
   *
   * @throws ConfigException if its file cannot be read
   */
  public Optional<String> password() {
    return password.or(() -> secret(RedisKeys.PASSWORD_FILE));
  }

  /**
   * The one line in the file that a setting names; empty if it names none.
   *
   * @throws ConfigException if the file cannot be read, or holds anything else
   */
  public Optional<String> secret(Setting<Optional<Path>> setting) {
    return get(setting).map(file -> firstLine(setting, file));
  }

  /** Says where the password comes from, without it. */
  public String passwordOrigin() {
    if (password.isPresent()) {
      return "environment " + RedisKeys.PASSWORD_VARIABLE;
    }
    return get(RedisKeys.PASSWORD_FILE).map(file -> "file " + file).orElse("default");
  }

  private static String firstLine(Setting<?> setting, Path file) {
    try {
      String text = Files.readString(file).strip();
      if (text.isEmpty() || text.contains("\n")) {
        throw ConfigException.at(
            file.toString(), "must hold the password in one line, and nothing else");
      }
      return text;
    } catch (IOException e) {
      throw ConfigException.at(
          file.toString(), FileProblem.unreadable(file, e) + "; or correct " + setting.path());
    }
  }
}
