package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.base.Splitter;
import io.restartmonkey.ansible.PlaybookInspection.ListedPlay;
import io.restartmonkey.ansible.PlaybookInspection.Playable;
import io.restartmonkey.ansible.PlaybookInspection.Unplayable;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks the Ansible that is installed here. */
class PlaybookInspectorIT {
  @TempDir Path folder;
  private final PlaybookInspector inspector =
      new PlaybookInspector(AnsibleSettings.defaults(), Duration.ofMinutes(2));

  @BeforeEach
  void prepare() throws IOException {
    write("hosts", "[web]\nweb[1:5]\n[db]\ndb1\n[empty]\n[staging]\nweb2\n");
  }

  @Test
  void shouldCutBatchesAsAnsibleWould() throws IOException {
    write(
        "book.yml",
        """
        - import_playbook: first.yml
        - {name: ints, hosts: web, serial: 2}
        - {name: lists, hosts: web, serial: [1, 3]}
        - {name: percent, hosts: web, serial: "40%"}
        - {name: list with percent, hosts: web, serial: [1, "50%"]}
        - {name: none, hosts: empty, serial: 2}
        - {name: pattern, hosts: "web:!staging:&web[0:3]"}
        - {name: backwards, hosts: "web:db", order: reverse_sorted}
        - {hosts: localhost}
        """);
    write("first.yml", "- {name: imported, hosts: db1}\n");

    Playable answer = playable(Optional.empty());

    assertThat(answer.plays())
        .containsExactly(
            play("imported", "db1", "db1"),
            play("ints", "web", "web1 web2", "web3 web4", "web5"),
            play("lists", "web", "web1", "web2 web3 web4", "web5"),
            play("percent", "web", "web1 web2", "web3 web4", "web5"),
            play("list with percent", "web", "web1", "web2 web3", "web4 web5"),
            play("none", "empty"),
            play("pattern", "web:!staging:&web[0:3]", "web1 web3 web4"),
            play("backwards", "web:db", "web5 web4 web3 web2 web1 db1"),
            play("localhost", "localhost", "localhost"));
    assertThat(answer.isComplete()).isTrue();
    assertThat(answer.ansible()).startsWith("2.");
  }

  @Test
  void shouldRenderTemplatesWithExtraVariables() throws IOException {
    write("book.yml", "- {name: 'for {{ who }}', hosts: '{{ who }}', serial: '{{ n }}'}\n");

    Playable answer = playable(Optional.of("{\"who\": \"web[0:2]\", \"n\": [1, 9]}"));

    assertThat(answer.plays())
        .containsExactly(play("for web[0:2]", "web[0:2]", "web1", "web2 web3"));
  }

  @Test
  void shouldNeitherRunNorAskAnything() throws IOException {
    write(
        "book.yml",
        """
        - hosts: localhost
          vars_prompt: [{name: secret, prompt: do not ask}]
          vars: {never: "{{ lookup('pipe', 'touch executed') }}"}
          tasks:
            - ansible.builtin.command: touch executed
        """);

    assertThat(playable(Optional.empty()).plays()).hasSize(1);

    assertThat(folder.resolve("executed")).doesNotExist();
  }

  @Test
  void shouldRefuseALookupThatWouldActWhilePlanning() throws IOException {
    String executed = folder.resolve("executed").toString();
    write("book.yml", "- {hosts: \"{{ lookup('pipe', 'touch %s') }}\"}\n".formatted(executed));

    assertThat(inspect(Optional.empty()))
        .isInstanceOfSatisfying(
            Unplayable.class,
            refused -> assertThat(refused.reason()).contains("the lookup 'pipe' is not run"));
    assertThat(folder.resolve("executed")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          - {hosts: web, tasks: [{group_by: {key: x}}]}                                     | group_by
          - {hosts: web, tasks: [{block: [{block: [{ansible.builtin.add_host: {name: x}}]}]}]} | add_host
          - {hosts: web, handlers: [{name: h, add_host: {name: x}}]}                        | add_host
          - {hosts: web, roles: [grouper]}                                                  | group_by
          - {hosts: web, tasks: [{include_role: {name: grouper}}]}                          | group_by
          - {hosts: web, tasks: [{import_role: {name: grouper}}]}                           | group_by
          - {hosts: web, tasks: [{include_tasks: more.yml}]}                                | group_by
          - {hosts: web, tasks: [{import_tasks: more.yml}]}                                 | group_by
          - {hosts: web, tasks: [{meta: refresh_inventory}]}                                | refresh_inventory
          - {hosts: web, tasks: [{include_tasks: importer.yml}]}                            | group_by
          - {hosts: web, roles: [handled]}                                                  | group_by
          - {hosts: web, tasks: [{include_tasks: "{{ which }}.yml"}]}                       | its name is a template
          - {hosts: web, tasks: [{include_tasks: '{{ item }}', loop: [more.yml]}]}          | its name is a template
          - {hosts: web, handlers: [{name: h, include_tasks: "{{ which }}.yml"}]}           | its name is a template
          - {hosts: web, tasks: [{include_role: {name: "{{ which }}"}}]}                    | its name is a template
          - {hosts: web, tasks: [{include_role: {name: grouper, tasks_from: "{{ which }}"}}]} | not looked into grouper
          - {hosts: web, tasks: [{include_tasks: nowhere.yml}]}                             | no such file
          - {hosts: web, tasks: [{action: "{{ which }}"}]}                                  | its action is a template
          """)
  void shouldSayWhatWillChangeThePlan(String first, String reason) throws IOException {
    write("roles/grouper/tasks/main.yml", "- group_by: {key: x}\n");
    write("more.yml", "- include_tasks: deeper.yml\n");
    write("deeper.yml", "- group_by: {key: x}\n");
    write("importer.yml", "- import_role: {name: grouper}\n");
    write("roles/handled/handlers/main.yml", "- {name: h, include_tasks: regroup.yml}\n");
    write("roles/handled/handlers/regroup.yml", "- group_by: {key: x}\n");
    write("book.yml", first + "\n- {hosts: db}\n");

    Playable answer = playable(Optional.empty());

    assertThat(answer.isComplete()).isFalse();
    assertThat(answer.incompleteBecause()).singleElement().asString().contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          hosts: "{{ hostvars.web1.x | default('web') }}"                         => 'hosts' depends on hostvars
          hosts: "{{ groups.web | random }}"                                      => 'hosts' depends on random
          hosts: ["{{ one }}"], vars: {one: "{{ two }}", two: "{{ [1] | shuffle and 'web' }}"} => 'hosts' depends on shuffle
          hosts: "{{ cfg.hosts }}", vars: {cfg: {hosts: "{{ groups.web | random }}"}} => 'hosts' depends on random
          hosts: "{{ drawn }}", vars_files: [drawn.yml]                           => 'hosts' depends on random
          hosts: web, serial: "{{ [1, 2] | random }}"                             => 'serial' depends on random
          hosts: web, serial: [1, "{{ lookup('file', 'size') }}"]                 => 'serial' depends on lookup
          """)
  void shouldNotCallAPlanCompleteWhoseHostsOrBatchesMayChange(String play, String reason)
      throws IOException {
    write("size", "2");
    write("drawn.yml", "drawn: '{{ groups.web | random }}'\n");
    write("book.yml", "- {%s}\n".formatted(play));

    Playable answer = playable(Optional.empty());

    assertThat(answer.isComplete()).isFalse();
    assertThat(answer.incompleteBecause()).singleElement().asString().contains(reason);
  }

  @Test
  void shouldCallAPlanCompleteWhoseTemplatesAreOfFixedVariables() throws IOException {
    write(
        "book.yml",
        """
        - {hosts: "{{ now | default(groups.web) }}", serial: "{{ size }}", vars: {size: "{{ 1 + 1 }}"}}
        """);

    assertThat(playable(Optional.empty()).isComplete()).isTrue();

    write("book.yml", "- {hosts: '{{ where }}', vars: {where: '{{ groups.web | random }}'}}\n");
    assertThat(playable(Optional.of("{\"where\": \"web\"}")).isComplete()).isTrue();
  }

  @Test
  void shouldCallAPlanCompleteThatNothingChangesAnyMore() throws IOException {
    write(
        "book.yml",
        """
        - {hosts: empty, tasks: [{group_by: {key: x}}]}
        - {hosts: web, tasks: [{group_by: {key: x}}, {include_tasks: "{{ which }}.yml"}]}
        """);

    Playable answer = playable(Optional.empty());

    assertThat(answer.isComplete()).isTrue();
    assertThat(answer.notes()).singleElement().asString().contains("its name is a template");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          - {hosts: web, roles: [missing]}         | the role 'missing' was not found
          - {hosts: web, tasks: [{no_module: 1}]}  | no_module
          - {hosts: [web}                          | book.yml
          - {hosts: '{{ who }}'}                   | 'who' is undefined
          just: a mapping                          | A playbook must be a list of plays
          """)
  void shouldPassOnWhyAnsibleRefuses(String book, String reason) throws IOException {
    write("book.yml", book);

    assertThat(inspect(Optional.empty()))
        .isInstanceOfSatisfying(
            Unplayable.class, refused -> assertThat(refused.reason()).contains(reason));
  }

  @Test
  void shouldRefuseAMissingInventoryInsteadOfTakingItForEmpty() throws IOException {
    write("book.yml", "- {hosts: all}\n");

    assertThat(inspector.inspect(book(), folder + "/gone", Optional.empty()))
        .isInstanceOf(Unplayable.class);
  }

  @Test
  void shouldTakeTheConfigurationBesideThePlaybook() throws IOException {
    write("elsewhere/plain/tasks/main.yml", "[]\n");
    write("ansible.cfg", "[defaults]\nroles_path = elsewhere\n");
    write("book.yml", "- {hosts: web, roles: [plain]}\n");

    assertThat(playable(Optional.empty()).plays()).hasSize(1);
  }

  @Test
  void shouldEndAnAnsibleThatHangs() throws IOException {
    Path program = folder.resolve("ansible-playbook");
    write("ansible-playbook", "#!/bin/sh -c exec${IFS}sleep${IFS}3000 python\nimport ansible\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    AnsibleSettings hanging =
        new AnsibleSettings(program.toString(), Optional.empty(), Optional.empty());
    write("book.yml", "- {hosts: all}\n");

    assertThatExceptionOfType(AnsibleUnavailableException.class)
        .isThrownBy(
            () ->
                new PlaybookInspector(hanging, Duration.ofMillis(300))
                    .inspect(book(), "hosts", Optional.empty()))
        .withMessageContaining("did not end within");
  }

  private PlaybookInspection inspect(Optional<String> variables) {
    return inspector.inspect(book(), folder.resolve("hosts").toString(), variables);
  }

  private Playable playable(Optional<String> variables) {
    PlaybookInspection answer = inspect(variables);
    assertThat(answer).isInstanceOf(Playable.class);
    return (Playable) answer;
  }

  private Path book() {
    return folder.resolve("book.yml");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static ListedPlay play(String name, String pattern, String... batches) {
    List<List<String>> lists =
        Stream.of(batches).map(batch -> Splitter.on(' ').splitToList(batch)).toList();
    return new ListedPlay(name, pattern, lists.stream().flatMap(List::stream).toList(), lists);
  }
}
