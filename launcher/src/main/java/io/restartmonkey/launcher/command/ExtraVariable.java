package io.restartmonkey.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.restartmonkey.cluster.JsonProblem;
import io.restartmonkey.launcher.config.ConfigException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads {@code NAME=VALUE}. A value such as {@code 1.10} stays a text, as it is a version more
 * often than a number.
 */
final class ExtraVariable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern JSON_VALUE =
      Pattern.compile("true|false|-?(0|[1-9][0-9]{0,17})|(?!\\{[{%#])[{\\[\"].*", Pattern.DOTALL);

  /** Where a blank or an equals sign belongs to a value, for Ansible. */
  private static final Pattern WHOLE =
      Pattern.compile(
          "\\{\\{.*?}}|\\{%.*?%}|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'", Pattern.DOTALL);

  /** Ansible would take a word that begins like this for a further variable. */
  private static final Pattern SECOND = Pattern.compile("\\s[A-Za-z_][A-Za-z0-9_]*=");

  private ExtraVariable() {}

  static void addTo(Map<String, Object> variables, String typed) {
    int equals = typed.indexOf('=');
    String name = equals < 0 ? typed : typed.substring(0, equals);
    if (typed.startsWith("@")) {
      throw ConfigException.ofFlag(
          "-e " + typed,
          "a file is not taken, only NAME=VALUE; give each variable so, or put the file into group_vars/all beside the playbooks");
    }
    if (equals < 0 || !NAME.matcher(name).matches()) {
      throw ConfigException.ofFlag("-e " + typed, "must be NAME=VALUE");
    }
    String text = typed.substring(equals + 1);
    if (!JSON_VALUE.matcher(text).matches()
        && SECOND.matcher(WHOLE.matcher(text).replaceAll("")).find()) {
      throw ConfigException.ofFlag(
          "-e " + typed,
          "names more than one variable; give each one with its own -e, or put one text into double quotes: -e '%s=\"…\"'"
              .formatted(name));
    }
    variables.put(name, value(typed, text));
  }

  private static Object value(String typed, String text) {
    if (!JSON_VALUE.matcher(text).matches()) {
      return text;
    }
    ObjectMapper json =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    try {
      return json.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw ConfigException.ofFlag(
          "-e " + typed,
          "begins like JSON, but is none: " + JsonProblem.of(e.getOriginalMessage(), 0));
    }
  }
}
