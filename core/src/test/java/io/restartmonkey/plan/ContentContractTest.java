package io.restartmonkey.plan;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.RestartHow;
import io.restartmonkey.plan.ContentContract.Roles;
import io.restartmonkey.plan.ContentContract.Variables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The playbooks and roles of this project are what Java takes them for. */
class ContentContractTest {
  private static final Path PLAYBOOKS = Path.of("../playbooks");
  private static final Path ROLES = Path.of("../roles");

  static Stream<String> playbooks() {
    return constants(Playbooks.class);
  }

  static Stream<String> variables() {
    return constants(Variables.class);
  }

  @ParameterizedTest
  @MethodSource("playbooks")
  void shouldHaveEachPlaybook(String file) {
    assertThat(PLAYBOOKS.resolve(file)).isRegularFile();
    assertThat(PlaybookReader.read(PLAYBOOKS.resolve(file)).ordered()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("variables")
  void shouldReadEachVariable(String name) {
    assertThat(text(PLAYBOOKS) + text(ROLES)).containsPattern("\\b" + name + "\\b");
  }

  @Test
  void shouldRestartInEachWay() {
    String playbook = text(PLAYBOOKS.resolve(Playbooks.RESTART_SERVER));

    assertThat(constants(RestartHow.class))
        .allSatisfy(how -> assertThat(playbook).containsPattern("\\b" + how + "\\b"));
  }

  @Test
  void shouldHaveEachRoleAndItsTasks() {
    assertThat(List.of(Roles.PREFLIGHT, Roles.TRAFFIC, Roles.PROXY, Roles.AGENT))
        .allSatisfy(role -> assertThat(ROLES.resolve(role)).isDirectory());
    assertThat(providers()).isNotEmpty().allSatisfy(ContentContractTest::canMakeServers);
    assertThat(providers())
        .noneMatch(role -> role.endsWith(Path.of("provider_" + ContentContract.PROVIDER_BY_HAND)));
    assertThat(text(ROLES.resolve(Roles.AGENT))).contains(Roles.AGENT_UNIT);
  }

  private static void canMakeServers(Path provider) {
    Stream.of(Roles.SERVER_TASKS, Roles.POWER_TASKS)
        .flatMap(List::stream)
        .forEach(tasks -> assertThat(provider.resolve("tasks/" + tasks + ".yml")).isRegularFile());
  }

  @Test
  void shouldNameTagsAndGroupsThatAreThere() {
    String all = text(PLAYBOOKS);

    assertThat(all).containsPattern("tags: \\[[^]]*" + ContentContract.STANDALONE_TAG);
    assertThat(all)
        .containsPattern("hosts: .*\\b" + ContentContract.PROXY_GROUP + "\\b")
        .containsPattern("hosts: .*\\b" + ContentContract.REDIS_GROUP + "\\b");
    assertThat(all + text(ROLES)).containsPattern("\\b" + ContentContract.SURGE_GROUP + "\\b");
    assertThat(text(PLAYBOOKS.resolve(Playbooks.PROVISION)))
        .containsPattern("tags: .*\\b" + Roles.AGENT + "\\b")
        .containsPattern("tags: .*\\b" + Roles.PROXY + "\\b");
  }

  @Test
  void shouldTakeThePasswordFromTheVariable() {
    assertThat(text(ROLES)).contains("'" + ContentContract.REDIS_PASSWORD_VARIABLE + "'");
  }

  @Test
  void shouldSayWhatToType() {
    assertThat(Playbooks.retire("app1"))
        .isEqualTo("ansible-playbook retire-server.yaml -e target=app1");
    assertThat(Playbooks.bringBack("app1"))
        .isEqualTo("ansible-playbook traffic.yaml -e target=app1 -e traffic_state=ready");
    assertThat(Playbooks.provision()).isEqualTo("ansible-playbook provision-playbook.yml");
  }

  private static List<Path> providers() {
    try (Stream<Path> roles = Files.list(ROLES)) {
      return roles
          .filter(role -> role.getFileName().toString().startsWith(Roles.PROVIDER_PREFIX))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> constants(Class<?> holder) {
    return Arrays.stream(holder.getFields())
        .filter(field -> field.getType() == String.class)
        .map(ContentContractTest::value);
  }

  private static String value(Field field) {
    try {
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** The text of all YAML below. */
  private static String text(Path place) {
    Pattern yaml = Pattern.compile(".*[.]ya?ml");
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(file -> yaml.matcher(file.toString()).matches())
          .map(ContentContractTest::read)
          .collect(joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
