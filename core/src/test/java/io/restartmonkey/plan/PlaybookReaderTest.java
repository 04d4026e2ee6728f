package io.restartmonkey.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaybookReaderTest {
  private static final String TWO_PLAYS =
      """
      - hosts: db
        tasks:
          - %s
      - hosts: app
        tasks:
          - %s
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[app, canary]             | app,canary",
        "['app:!app1', 'redis[0]'] | app:!app1:redis[0]",
        "'app:!app1, redis'        | app:!app1,redis",
        "'app[0:1]'                | app[0:1]",
      })
  void shouldReadHostsAsAnsibleSplitsThem(String hosts, String pattern) throws IOException {
    Path file = write("p.yaml", "- hosts: %s\n".formatted(hosts));

    assertThat(PlaybookReader.read(file).plays()).extracting(Play::hosts).containsExactly(pattern);
  }

  @Test
  void shouldReadWhatTheOrderNeedsAndNothingElse() throws IOException {
    Path file =
        write(
            "site.yaml",
            """
            ---
            - name: Restart Redis
              hosts: redis
              vars:
                run_after: []
                secret: !vault |
                  $ANSIBLE_VAULT;1.1;AES256
              tags: [redis, data]
              tasks:
                - ansible.builtin.debug: {msg: "{{ anything }}"}
            - hosts: [app, canary]
              vars: {run_after: redis}
              tags: app
              tasks: []
            - hosts: proxy
              roles: [proxy]
            """);

    assertThat(PlaybookReader.read(file).plays())
        .containsExactly(
            new Play(
                file,
                2,
                "Restart Redis",
                "redis",
                Optional.of(List.of()),
                List.of("redis", "data")),
            new Play(
                file,
                11,
                "app,canary",
                "app,canary",
                Optional.of(List.of("redis")),
                List.of("app"),
                false,
                false,
                List.of()),
            new Play(file, 15, "proxy", "proxy", Optional.empty(), List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set_fact: {mode: x}                   | debug: {msg: '{{ mode }}'}       | mode",
        "ansible.builtin.set_fact: mode=x      | assert: {that: [mode == 'x']}    | mode",
        "{command: id, register: out}          | {command: id, when: out.rc == 0} | out",
        "block: [{command: id, register: out}] | debug: {msg: '{{ hostvars.db1.out.rc }}'} | out",
        "{command: id, register: out} | debug: {msg: \"{{ hostvars[groups['db'][0]]['out'].rc }}\"} | out",
      })
  void shouldNoteWhatAPlayReadsThatAnotherOneSets(String set, String read, String name)
      throws IOException {
    Path file = write("p.yaml", TWO_PLAYS.formatted(set, read));

    assertThat(PlaybookReader.read(file).notes())
        .containsExactly(
            "%1$s:4: reads '%2$s', which the play at %1$s:1 sets, but each step is a run of its own; set it in this play"
                .formatted(file, name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "          |       | command: id             | debug: {msg: '{{ ansible_facts.os_family }}'}  | ansible_facts",
        "          |       | command: id             | {command: id, when: ansible_os_family == 'x'}  | ansible_facts",
        "no        |       | setup:                  | debug: {msg: '{{ ansible_facts.fqdn }}'}       | ansible_facts",
        "no        |       | service_facts:          | debug: {msg: \"{{ ansible_facts['services'] }}\"} | ansible_facts.services",
        "no        |       | package_facts:          | debug: {msg: '{{ ansible_facts.packages }}'}   | ansible_facts.packages",
        "no        | inner | include_vars: some.yml  | debug: {msg: '{{ inner }}'}                    | inner",
        "no        | inner | include_vars: {file: some.yml, name: it} | debug: {msg: '{{ it.inner }}'} | it",
      })
  void shouldNoteWhatAPlayReadsThatAnotherOneGathersOrIncludes(
      @Nullable String gather, @Nullable String variable, String first, String second, String name)
      throws IOException {
    Files.createDirectory(folder.resolve("vars"));
    write("vars/some.yml", (variable == null ? "x" : variable) + ": 1\n");
    Path file =
        write(
            "p.yaml",
            """
            - hosts: db
              gather_facts: %s
              tasks: [%s]
            - hosts: app
              gather_facts: false
              tasks: [%s]
            """
                .formatted(gather == null ? "yes" : gather, first, second));

    assertThat(PlaybookReader.read(file).notes())
        .containsExactly(
            (name.startsWith("ansible_facts")
                    ? "%1$s:4: reads '%2$s', which the play at %1$s:1 gathers, but each step is a run of its own; gather it in this play, or set fact_caching in ansible.cfg"
                    : "%1$s:4: reads '%2$s', which the play at %1$s:1 sets, but each step is a run of its own; set it in this play")
                .formatted(file, name));
    write("p.yaml", Files.readString(file).replace("gather_facts: false", "gather_facts: true"));
    if (name.equals("ansible_facts")) {
      assertThat(PlaybookReader.read(file).notes()).isEmpty();
    }
  }

  @Test
  void shouldNoteFactsOfOtherServersThatAnotherPlayGathers() throws IOException {
    Path file =
        write(
            "p.yaml",
            """
            - {hosts: db, gather_facts: true}
            - hosts: app
              tasks: [{debug: {msg: "{{ hostvars[groups.db[0]].ansible_default_ipv4.address }}"}}]
            """);

    assertThat(PlaybookReader.read(file).notes())
        .singleElement()
        .asString()
        .contains("p.yaml:2: reads 'ansible_facts', which the play at ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set_fact: {mode: x}                   | debug: {msg: mode}",
        "set_fact: {mode: x}                   | debug: {msg: 'mode {{ file.mode }} mode'}",
        "set_fact: {mode: x}                   | {command: id, when: what == \"mode\"}",
        "set_fact: {mode: x, cacheable: true}  | debug: {msg: '{{ mode }}'}",
        "{command: id, register: out}          | {command: id, register: out, failed_when: out.rc}",
        "{command: id, register: out}          | {debug: {msg: '{{ out }}'}, vars: {out: 1}}",
        "{command: id, register: item_}        | {debug: {msg: '{{ item_ }}'}, loop: [1], loop_control: {loop_var: item_}}",
      })
  void shouldNoteNothingOfWhatAPlayHasItself(String set, String read) throws IOException {
    Path file = write("p.yaml", TWO_PLAYS.formatted(set, read));

    assertThat(PlaybookReader.read(file).notes()).isEmpty();
  }

  @Test
  void shouldCallAPlayWithABlankNameByItsHosts() throws IOException {
    Path file = write("p.yaml", "- {hosts: app, name: ' '}\n- {hosts: redis, name: }\n");

    assertThat(PlaybookReader.read(file).plays())
        .extracting(Play::name)
        .containsExactly("app", "redis");
  }

  @Test
  void shouldFollowImportsAndInheritTheirTags() throws IOException {
    Path inner = write("inner.yaml", "- hosts: app\n  tags: [app]\n");
    Path outer =
        write(
            "outer.yaml",
            "- ansible.builtin.import_playbook: inner.yaml\n  tags: [outer]\n- hosts: proxy\n");

    List<Play> plays = PlaybookReader.read(outer).plays();

    assertThat(plays).extracting(Play::file).containsExactly(inner, outer);
    assertThat(plays.get(0).tags()).containsExactly("outer", "app");
    assertThat(plays)
        .extracting(Play::imports)
        .containsExactly(List.of(new PlayImport(outer, 1)), List.of());
  }

  @Test
  void shouldSayWhatPlaybooksItCannotRead() throws IOException {
    Path encrypted = write("vault.yaml", "$ANSIBLE_VAULT;1.1;AES256\n3132\n");
    Path imports = write("site.yaml", "- hosts: app\n- import_playbook: my.ops.redis\n");

    assertThatExceptionOfType(PlaybookException.class)
        .isThrownBy(() -> PlaybookReader.read(encrypted))
        .withMessage(
            "%s:1: is encrypted, but its plays must be read; decrypt it with: ansible-vault decrypt",
            encrypted);
    assertThatExceptionOfType(PlaybookException.class)
        .isThrownBy(() -> PlaybookReader.read(imports))
        .withMessage(
            "%s:2: 'my.ops.redis' is a playbook of a collection, which Restart Monkey does not look for; import it by its path",
            imports);
  }

  @Test
  void shouldTakeAnImportsOrderForThatOfItsPlays() throws IOException {
    write("inner.yaml", "- {hosts: app, vars: {run_after: [proxy]}}\n- hosts: web\n");
    Path outer =
        write("outer.yaml", "- {import_playbook: inner.yaml, vars: {run_after: [redis]}}\n");

    assertThat(PlaybookReader.read(outer).plays())
        .extracting(Play::runAfter)
        .containsOnly(Optional.of(List.of("redis")));
  }

  @Test
  void shouldReadMergeKeysAsAnsibleDoes() throws IOException {
    Path file =
        write(
            "site.yaml",
            """
            - &base
              name: Base
              hosts: redis
              tags: [redis]
              vars: &vars {run_after: []}
              roles: [redis]
            - <<: *base
              name: Look
              vars: {<<: *vars, other: 1}
            - hosts: app
              <<: &off {tags: [never], hosts: web, roles: [app]}
            - <<: [*off, *base]
            - <<: *base
              <<: *off
            """);

    assertThat(PlaybookReader.read(file).plays())
        .extracting(Play::name, Play::hosts, Play::runAfter, Play::tags)
        .containsExactly(
            tuple("Base", "redis", Optional.of(List.of()), List.of("redis")),
            tuple("Look", "redis", Optional.of(List.of()), List.of("redis")),
            tuple("app", "app", Optional.empty(), List.of("never")),
            tuple("Base", "web", Optional.of(List.of()), List.of("never")),
            tuple("Base", "web", Optional.of(List.of()), List.of("never")));
  }

  @Test
  void shouldLeaveOutPlaysThatGuardBareRuns() throws IOException {
    Path file =
        write(
            "site.yaml", "- hosts: localhost\n  tags: [standalone]\n- {hosts: app, roles: [x]}\n");

    assertThat(PlaybookReader.read(file).ordered()).extracting(Play::hosts).containsExactly("app");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'- hosts: [app'                          | 1 | not YAML",
        "'- name: x'                              | 1 | no 'hosts'",
        "'hosts: app'                             | 1 | list of plays",
        "'- hosts: app\n- text'                   | 2 | must be a mapping",
        "'- import_playbook: site.yaml'           | 1 | imports itself",
        "'- import_playbook: \"{{ x }}.yaml\"'    | 1 | template",
        "'- hosts: {a: b}'                        | 1 | must be a text",
      })
  void shouldRefuseWithFileAndLine(String text, int line, String reason) throws IOException {
    Path file = write("site.yaml", text);

    assertThatThrownBy(() -> PlaybookReader.read(file))
        .isInstanceOf(PlaybookException.class)
        .hasMessageStartingWith(file + ":" + line + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void shouldRefuseAnEmptyAndAMissingFile() throws IOException {
    assertThatThrownBy(() -> PlaybookReader.read(write("empty.yaml", "---\n")))
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> PlaybookReader.read(folder.resolve("gone.yaml")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void shouldSayThatAFileHasTheOtherEndingOfYaml() throws IOException {
    write("play.yml", "[]");

    assertThatThrownBy(() -> PlaybookReader.read(folder.resolve("play.yaml")))
        .hasMessage(folder.resolve("play.yaml") + ": does not exist, but play.yml does; rename it");
    assertThatThrownBy(() -> PlaybookReader.read(folder.resolve("gone.yml")))
        .hasMessage(folder.resolve("gone.yml") + ": does not exist");
  }

  @Test
  void shouldSayInWhichLineAPlaybookIsNotUtf8() throws IOException {
    Path file = folder.resolve("play.yaml");
    Files.write(file, "- hosts: a\n  name: K\u00f6ln\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> PlaybookReader.read(file))
        .hasMessage(file + ":2: not UTF-8; save the file as UTF-8");
  }

  @Test
  void shouldRefuseACircleOfImports() throws IOException {
    write("a.yaml", "- import_playbook: b.yaml\n");
    write("b.yaml", "- import_playbook: a.yaml\n");

    assertThatThrownBy(() -> PlaybookReader.read(folder.resolve("a.yaml")))
        .hasMessageContaining("imports itself");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
