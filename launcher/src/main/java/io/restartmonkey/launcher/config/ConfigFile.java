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
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads a configuration file token by token, as tokens know their lines. A key that is unknown or
 * comes twice, and a password, are refused. Relative paths start from the file's folder.
 */
final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final Path base;
  private final YAMLParser parser;
  private final Map<Setting<?>, EffectiveValue> settings = new HashMap<>();

  /** That of the newest key. */
  private int line = 1;

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
      throw notYaml(file, e);
    } catch (IOException e) {
      throw ConfigException.at(file.toString(), FileProblem.unreadable(file, e));
    }
  }

  private static ConfigException notYaml(Path file, JsonProcessingException problem) {
    if (problem.getCause() instanceof MarkedYAMLException of && of.getProblemMark() != null) {
      int line = of.getProblemMark().getLine() + 1;
      return ConfigException.at(file + ":" + line, "not YAML: " + of.getProblem());
    }
    int line = problem.getLocation() == null ? 1 : problem.getLocation().getLineNr();
    String reason = problem.getOriginalMessage().lines().findFirst().orElse("");
    return ConfigException.at(file + ":" + line, "not YAML: " + reason);
  }

  private static byte[] bytes(Path file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
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
    JsonToken beyond = parser.nextToken();
    if (beyond != null && beyond != JsonToken.VALUE_NULL) {
      line = parser.currentTokenLocation().getLineNr();
      throw wrong("a configuration is one document: take out `---`, and what is not a setting");
    }
  }

  private void mapping(String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      line = parser.currentTokenLocation().getLineNr();
      String path = prefix + parser.currentName();
      JsonToken value = parser.nextToken();
      if (Keys.isSection(path)) {
        section(path, value);
      } else {
        Setting<?> setting = Keys.at(path).orElseThrow(() -> wrong(unknown(path)));
        set(setting, text(setting, value));
      }
    }
  }

  /** A section may be empty, as all of its keys may be in comments. */
  private void section(String path, @Nullable JsonToken value) throws IOException {
    if (value == JsonToken.START_OBJECT) {
      mapping(path + ".");
    } else if (value != JsonToken.VALUE_NULL) {
      throw wrong(
          "'%s' is a section: write its keys below it, such as %s"
              .formatted(path, Keys.firstOf(path).path()));
    }
  }

  private void set(Setting<?> setting, String text) {
    try {
      EffectiveValue value =
          new EffectiveValue(setting.type().check(text, base), file + ":" + line);
      EffectiveValue earlier = settings.putIfAbsent(setting, value);
      if (earlier != null) {
        throw wrong("'%s' was already set at %s".formatted(setting.path(), earlier.origin()));
      }
    } catch (IllegalArgumentException e) {
      throw wrong("%s: %s".formatted(setting.path(), e.getMessage()));
    }
  }

  private String text(Setting<?> setting, @Nullable JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      return scalar(setting, token);
    } else if (!setting.type().isList()) {
      throw wrong("'%s' has one value, not a list".formatted(setting));
    }
    List<String> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(scalar(setting, parser.currentToken()));
    }
    return String.join(",", items);
  }

  private String scalar(Setting<?> setting, @Nullable JsonToken token) throws IOException {
    if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      throw wrong("'" + setting + "' must have a value");
    } else if (parser.isCurrentAlias()) {
      throw wrong("'%s' is an alias; write its value out".formatted(setting));
    }
    return parser.getText();
  }

  private static String unknown(String path) {
    if (path.equals("redis.password")) {
      return "a password never stands in this file; use redis.password_file or "
          + RedisKeys.PASSWORD_VARIABLE;
    }
    return "unknown key '" + path + "'" + Hint.of(path, Keys.pathsAndSections());
  }

  private ConfigException wrong(String reason) {
    return ConfigException.at(file + ":" + line, reason);
  }
}
