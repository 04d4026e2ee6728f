package io.restartmonkey.launcher.setting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of the configuration file. A setting is under the key of its section; with a dot
 * in one key it is allowed, but not offered by editors.
 */
final class SettingsSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SettingsSchema() {}

  static String json() {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "Configuration of Restart Monkey");
    schema.putArray("type").add("object").add("null");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    ObjectNode dotted = schema.putObject("patternProperties");
    Keys.ALL.forEach(setting -> add(setting, properties, dotted));
    return pretty(schema);
  }

  private static void add(Setting<?> setting, ObjectNode properties, ObjectNode dotted) {
    List<String> names = Splitter.on('.').splitToList(setting.path());
    if (names.size() == 1) {
      properties.set(setting.path(), JSON.valueToTree(value(setting)));
      return;
    }
    String section = names.get(0);
    String name = names.get(1);
    ObjectNode keys = properties.withObjectProperty(section);
    keys.putArray("type").add("object").add("null"); // All of its keys may be in comments.
    keys.put("additionalProperties", false)
        .withObjectProperty("properties")
        .set(name, JSON.valueToTree(value(setting)));
    dotted
        .putObject("^%s[.]%s$".formatted(section, name))
        .put("$ref", "#/properties/%s/properties/%s".formatted(section, name));
  }

  private static Map<String, Object> value(Setting<?> setting) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("description", setting.meaning());
    value.putAll(setting.type().schema());
    if (value.containsKey("pattern")) {
      value.put("patternErrorMessage", "must be " + setting.type().values());
    }
    if (!setting.preset().isEmpty()) {
      value.put("default", preset(setting));
    }
    return value;
  }

  private static Object preset(Setting<?> setting) {
    Object value = setting.type().read(setting.preset());
    if (value instanceof List) {
      return Splitter.on(',').splitToList(setting.preset());
    }
    return value instanceof Integer || value instanceof Boolean ? value : setting.preset();
  }

  private static String pretty(ObjectNode schema) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return JSON.writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is no JSON", e);
    }
  }
}
