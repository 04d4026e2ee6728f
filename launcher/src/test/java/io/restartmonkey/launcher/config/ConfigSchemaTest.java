package io.restartmonkey.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.restartmonkey.launcher.setting.Keys;
import io.restartmonkey.launcher.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schema of the file, judged by a validator, and compared with what is read. */
class ConfigSchemaTest {
  private static final Path DOCS = Path.of("..", "docs");

  /** Reads as editors do: {@code yes} is a text. */
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build());

  private static Schema schema;

  @TempDir Path folder;

  @BeforeAll
  static void readSchema() throws IOException {
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(Files.readString(DOCS.resolve("restart-monkey.schema.json")));
  }

  static List<Setting<?>> settings() {
    return Keys.ALL;
  }

  @Test
  void shouldTakeTheExampleOfTheDocs() throws IOException {
    Matcher example =
        Pattern.compile("```yaml\n(cluster:.+?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCS.resolve("configuration.md")));
    assertThat(example.find()).isTrue();

    assertThat(isValid(example.group(1))).isTrue();
    assertThat(isRead(example.group(1))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing",
        "redis: {}",
        "redis.uri: rediss://[::1]:6379/3",
        "redis: {uri: 'redis-sentinel://a,b:26379#main', timeout: 500ms}",
        "ansible: {forks: 50, runner: plain}",
        "allow_local: true",
        "content: {delegates: [proxy, lb]}",
        "monitor: {ladder: [restart-service, reboot], samples: 60, needed: 30}",
        "monitor:\n  maintenance:\n  - Sun 02:00-04:00 Europe/Berlin\n  - '* 12:00-12:05 UTC'"
      })
  void shouldTakeWhatIsRead(String text) throws IOException {
    assertThat(isValid(text)).isTrue();
    assertThat(isRead(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clustr: demo",
        "redis: {url: 'redis://h'}",
        "redis.url: redis://h",
        "redis: {password: secret}",
        "redis: redis://h",
        "- cluster",
        "cluster: {name: demo}",
        "cluster: null",
        "freshness: 10",
        "freshness: 2h",
        "redis: {timeout: 99ms}",
        "allow_local: yes",
        "allow_local: 1",
        "ansible: {forks: 0}",
        "ansible: {runner: cold}",
        "monitor: {cpu_high: 101}",
        "monitor: {cpu_high: many}",
        "monitor: {cpu_high: 90.5}",
        "monitor: {services: {app: true}}",
        "monitor: {ladder: [pray]}",
        "monitor: {maintenance: Sunday}"
      })
  void shouldRefuseWhatIsRefused(String text) throws IOException {
    assertThat(isValid(text)).isFalse();
    assertThat(isRead(text)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldAgreeWithWhatIsRead(Setting<?> setting) throws IOException {
    Random random = new Random(setting.path().hashCode());
    int taken = 0;
    List<String> texts = SettingTexts.generated(random);
    for (String text : texts) {
      String line = setting.path() + ": " + text + "\n";
      String file = random.nextBoolean() ? line : line.replaceFirst("^([a-z]+)[.]", "$1:\n  ");
      boolean isRead = isRead(file);
      boolean isExpected =
          isRead
              ? !isStricter(setting, file)
              : text.contains(SettingTexts.NO_ZONE) && isValid(file);
      assertThat(isValid(file)).as(file).isEqualTo(isExpected);
      taken += isRead ? 1 : 0;
    }
    assertThat(taken).isBetween(1, texts.size() - 1);
  }

  /** The spellings that are read though the schema asks for a plainer one. */
  private static boolean isStricter(Setting<?> setting, String file) throws IOException {
    JsonNode root = YAML.readTree(file);
    JsonNode value = root.elements().next();
    value = value.isObject() ? value.elements().next() : value;
    String types = String.valueOf(setting.type().schema().get("type"));
    return (value.isArray() && (!types.contains("array") || !isOneValue(value.path(0).asText())))
        || (value.isNumber() && !types.contains("integer"))
        || (value.isBoolean() && !types.contains("boolean"));
  }

  private static boolean isOneValue(String item) {
    return !item.isBlank() && !item.contains(",");
  }

  private static boolean isValid(String file) throws IOException {
    JsonNode root = YAML.readTree(file);
    return schema.validate(root.isMissingNode() ? YAML.nullNode() : root).isEmpty();
  }

  private boolean isRead(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("restart-monkey.yaml"), text);
    try {
      var unusedSettings = ConfigFile.read(file);
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }
}
