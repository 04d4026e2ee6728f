package io.restartmonkey.launcher.config;

import com.google.common.base.Splitter;
import io.restartmonkey.cluster.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The effective settings of a call. Immutable; never shows a secret. */
public final class Settings {
  /** Where the password may stand besides {@code redis.password_file}. */
  public static final String PASSWORD = "RESTART_MONKEY_REDIS_PASSWORD";

  private final Map<Key, Setting> values;
  private final Optional<String> password;

  Settings(Map<Key, Setting> values, Optional<String> password) {
    this.values = new EnumMap<>(values);
    this.password = password;
  }

  /** The value of a key, and where it came from. */
  public Setting get(Key key) {
    Setting value = values.get(key);
    return value == null ? new Setting(key.preset(), "default") : value;
  }

  /** The value of a key as text; empty if there is none. */
  public Optional<String> text(Key key) {
    return Optional.of(get(key).text()).filter(text -> !text.isEmpty());
  }

  /** The value of a key that names a file or folder; empty if there is none. */
  public Optional<Path> optionalPath(Key key) {
    return text(key).map(Path::of);
  }

  /**
   * The value of a key that always names a file or folder.
   *
   * @throws ConfigException if nobody has set it, and everybody can write to the current folder
   */
  public Path path(Key key) {
    if (!values.containsKey(key)) {
      CurrentFolder.ofThisProcess().refuseDefault(key);
    }
    return Path.of(get(key).text());
  }

  /** The value of a key that is a duration. */
  public Duration duration(Key key) {
    return Durations.read(get(key).text());
  }

  /** The value of a key that is true or false. */
  public boolean flag(Key key) {
    return get(key).text().equals("true");
  }

  /** The value of a key that is a whole number. */
  public int number(Key key) {
    return Integer.parseInt(get(key).text());
  }

  /** The value of a key that is a list. */
  public List<String> list(Key key) {
    return Splitter.on(',').trimResults().omitEmptyStrings().splitToList(get(key).text());
  }

  /** Where Redis is. */
  public RedisAddress redis() {
    return RedisAddress.parse(get(Key.REDIS_URI).text());
  }

  /**
   * The password of Redis, if there is one.
   *
   * @throws ConfigException if its file cannot be read
   */
  public Optional<String> password() {
    return password.or(() -> secret(Key.REDIS_PASSWORD_FILE));
  }

  /**
   * The one line in the file that a key names; empty if it names none.
   *
   * @throws ConfigException if the file cannot be read, or holds anything else
   */
  public Optional<String> secret(Key key) {
    return optionalPath(key).map(file -> firstLine(key, file));
  }

  /** Says where the password comes from, without it. */
  public String passwordOrigin() {
    if (password.isPresent()) {
      return "environment " + PASSWORD;
    }
    return optionalPath(Key.REDIS_PASSWORD_FILE).map(file -> "file " + file).orElse("default");
  }

  private static String firstLine(Key key, Path file) {
    try {
      String text = Files.readString(file).strip();
      if (text.isEmpty() || text.contains("\n")) {
        throw ConfigException.at(
            file.toString(), "must hold the password in one line, and nothing else");
      }
      return text;
    } catch (IOException e) {
      throw ConfigException.at(
          file.toString(), FileProblem.unreadable(file, e) + "; or correct " + key.path());
    }
  }
}
