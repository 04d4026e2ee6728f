package io.restartmonkey.launcher.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.setting.Keys;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.launcher.setting.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file token by token, as tokens know their lines. A key that is unknown or
 * comes twice, and a password, are refused. Relative paths start from the file's folder.
 */
final class ConfigFile {
  private static final int LARGEST = 1 << 20;

  private final Path file;
  private final Path base;
  private final YAMLParser parser;
  private final Map<Setting<?>, EffectiveValue> settings = new HashMap<>();

  private ConfigFile(Path file, YAMLParser parser) {
    this.file = file;
    Path folder = file.getParent();
    this.base = folder == null ? Path.of("") : folder;
    this.parser = parser;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read, or has something in it that is not a setting
   */
  static Map<Setting<?>, EffectiveValue> read(Path file) {
    try (InputStream in = Files.newInputStream(file);
        YAMLParser parser = new YAMLFactory().createParser(bytes(file, in))) {
      ConfigFile reader = new ConfigFile(file, parser);
      reader.document();
      return reader.settings;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw ConfigException.at(file + ":" + line, "not YAML: " + reason);
    } catch (IOException e) {
      throw ConfigException.at(file.toString(), FileProblem.unreadable(file, e));
    }
  }

  private static byte[] bytes(Path file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw ConfigException.at(file.toString(), "a configuration has at most 1 MiB");
    }
    return bytes;
  }

  private void document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_OBJECT) {
      mapping("");
    } else if (first != null && first != JsonToken.VALUE_NULL) {
      throw wrong("a configuration is a mapping of keys to values");
    }
  }

  private void mapping(String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String path = prefix + parser.currentName();
      ConfigException unknown = wrong(unknown(path));
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT && Keys.isSection(path)) {
        mapping(path + ".");
      } else {
        set(Keys.at(path).orElseThrow(() -> unknown), text(path, value));
      }
    }
  }

  private void set(Setting<?> setting, String text) {
    try {
      String origin = file + ":" + line();
      EffectiveValue value = new EffectiveValue(setting.type().check(text, base), origin);
      EffectiveValue earlier = settings.putIfAbsent(setting, value);
      if (earlier != null) {
        throw wrong("'%s' was already set at %s".formatted(setting.path(), earlier.origin()));
      }
    } catch (IllegalArgumentException e) {
      throw wrong("%s: %s".formatted(setting.path(), e.getMessage()));
    }
  }

  private String text(String path, @Nullable JsonToken token) throws IOException {
    if (token == JsonToken.START_ARRAY) {
      List<String> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(text(path, parser.currentToken()));
      }
      return String.join(",", items);
    } else if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      throw wrong("'" + path + "' must have a value");
    } else if (parser.isCurrentAlias()) {
      throw wrong("'%s' is an alias; write its value out".formatted(path));
    }
    return parser.getText();
  }

  private static String unknown(String path) {
    if (path.equals("redis.password")) {
      return "a password never stands in this file; use redis.password_file or "
          + RedisKeys.PASSWORD_VARIABLE;
    }
    return "unknown key '" + path + "'" + Hint.of(path, Keys.paths());
  }

  private ConfigException wrong(String reason) {
    return ConfigException.at(file + ":" + line(), reason);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
