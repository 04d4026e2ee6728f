package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.plan.HostPatterns.Meaning;
import io.restartmonkey.playbook.PatternMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupPatternsTest {
  @TempDir Path folder;
  private final RecordingRunner runner = new RecordingRunner();
  private GroupPatterns patterns;

  @BeforeEach
  void fillTemplate() throws IOException {
    Path template =
        Files.writeString(folder.resolve("t.yaml"), "all: {children: {app: , redis: , eu: }}");
    Inventory inventory =
        InventoryTemplate.read(template)
            .fill(
                List.of(
                    Servers.server("app1", "app"),
                    Servers.server("app2", "app"),
                    Servers.server("redis1", "redis")));
    patterns = new GroupPatterns(inventory, p -> runner.hosts(inventory, folder, p));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app         | app1,app2",
        "redis, app1 | redis1,app1",
        "app1:app    | app1,app2",
        "all         | app1,app2,redis1",
        "eu          | ''",
      })
  void shouldLookUpNamesWithoutAskingAnsible(String pattern, String servers) {
    assertThat(names(pattern)).isEqualTo(servers);
    assertThat(runner.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"app:!app1", "app:&eu", "app[0:1]", "app*", "~^app[12]$", "app?", "app,!web9"})
  void shouldAskAnsibleWhatItsPatternsMean(String pattern) {
    runner.match(pattern, new PatternMatch.Hosts(List.of("app2", "app1")));

    assertThat(names(pattern)).isEqualTo("app2,app1");
    assertThat(runner.asked()).containsExactly(pattern);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cache        | which is no group of the inventory template and no running server; there is: ",
        "ap           | no running server; did you mean 'app'?",
        "app,cache    | in which 'cache' is no group",
        "cache:!app1  | in which 'cache' is no group",
        "-iapp*       | begins with neither '-' nor '@'",
        "' @app*'     | begins with neither '-' nor '@'",
        "{{ web }}    | but the order cannot depend on a template; write names of groups",
        "app:{% x %}  | but the order cannot depend on a template",
        "localhost    | let a play of a group do it, with `delegate_to: localhost`",
        "app:127.0.0.1| let a play of a group do it, with `delegate_to: localhost`",
        "*{{ web }}   | cannot depend on a template",
        "*{% web %}   | cannot depend on a template",
      })
  void shouldNotAskAnsibleWhatNoOrderIsMadeOf(String pattern, String why) {
    assertThat(unclear(pattern)).contains(why);
    assertThat(runner.asked()).isEmpty();
  }

  @Test
  void shouldRefuseAPatternOfTwoLines() {
    assertThat(unclear("app*\napp1")).contains("one line");
    assertThat(runner.asked()).isEmpty();
  }

  @Test
  void shouldTellAPatternThatMatchesNothingFromOneThatAnsibleRefuses() {
    runner.match("~(", new PatternMatch.Refused("ERROR! Invalid host list pattern: ~("));

    assertThat(names("web*")).isEmpty();
    assertThat(unclear("~("))
        .isEqualTo("which Ansible refuses: ERROR! Invalid host list pattern: ~(");
  }

  @Test
  void shouldOnlyTakeServersOfTheInventoryFromAnsible() {
    runner.match("~l.*", new PatternMatch.Hosts(List.of("app1", "localhost")));

    assertThat(unclear("~l.*")).contains("'localhost'", "no running server");
  }

  private String names(String pattern) {
    return String.join(
        ",",
        ((Meaning.Running) patterns.resolve(pattern))
            .servers().stream().map(Server::name).toList());
  }

  private String unclear(String pattern) {
    return ((Meaning.Unclear) patterns.resolve(pattern)).why();
  }
}
