package io.restartmonkey.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessCheckTest {
  private static final String PYTHON =
      "{name: 'Log in and use Python', ansible.builtin.ping: {}, changed_when: true}";
  private static final String LOGIN =
      "{name: 'Log in', ansible.builtin.raw: 'true', changed_when: true}";

  @TempDir Path folder;

  @Test
  void shouldTryWhatPlaysNeedTogetherIfTheyNeedTheSame() throws IOException {
    assertThat(
            check(
                """
                - {hosts: app, become: true, vars: {run_after: []}, roles: [some]}
                - {hosts: canary, become: true, tasks: [{ping: }]}
                - {hosts: [proxy, redis], become: true, become_user: ops, tasks: [{ping: }]}
                """))
        .isEqualTo(
            play(" and 1 more", 1, "app:canary", ", \"become\": true", PYTHON)
                + play("", 3, "proxy:redis", ", \"become\": true, \"become_user\": ops", PYTHON)
                + rest("all other servers", "all:!app:!canary:!proxy:!redis", "", LOGIN));
  }

  @Test
  void shouldKeepWhatTellsHowToBecomeSomebody() throws IOException {
    assertThat(
            check(
                """
                - hosts: app
                  become: "{{ as_root }}"
                  become_method: su
                  remote_user: ops
                  vars: {as_root: true, secret: !unsafe "{{ x }}", run_after: [redis]}
                  tasks: [{ping: }]
                """))
        .contains(
            "\"become\": \"{{ as_root }}\"",
            "\"become_method\": su",
            "\"remote_user\": ops",
            "\"as_root\": true",
            "!unsafe \"{{ x }}\"")
        .doesNotContain("run_after");
  }

  @Test
  void shouldTryWhomTasksBecome() throws IOException {
    String check =
        check(
            """
            - hosts: app
              tasks:
                - {ping: , become: true, become_user: one}
                - {ping: , become: true, become_user: elsewhere, delegate_to: proxy1}
                - {ping: , become: true, become_user: perhaps, when: some_fact}
                - {ping: , become: true, become_user: "{{ item }}", loop: [two]}
                - {become: true, block: [{ping: , become_user: three}, {ping: , become: false}]}
                - {when: some_fact, become: true, block: [{ping: , become_user: inside}]}
            """);

    assertThat(check)
        .contains(
            "Become whom tasks become (become: true, become_user: one)",
            "\"become\": true, \"become_user\": one",
            "\"become_user\": three")
        .doesNotContain("elsewhere", "perhaps", "item", "inside");
  }

  @Test
  void shouldNotTryWhatAPlayDoesNotNeedToGetThrough() throws IOException {
    String check =
        check(
            """
            - hosts: app
              become: true
              tasks:
                - {ping: , become_user: ignored, ignore_errors: true}
                - {command: id, become_user: judged, failed_when: false}
                - {block: [{ping: , become_user: rescued}], rescue: [{ping: , become_user: mends}]}
                - {block: [{ping: , become_user: whole}], always: [{ping: , become_user: cleans}]}
                - {ansible.builtin.user: {name: made}}
                - {ping: , become_user: made}
            """);

    assertThat(check)
        .contains("mends", "whole", "cleans")
        .doesNotContain("ignored", "judged", "rescued", "made");
  }

  @Test
  void shouldTryThePlaysOfAnImportOnItsConditions() throws IOException {
    Files.writeString(folder.resolve("inner.yaml"), "- {hosts: app, tasks: [{ping: }]}\n");

    assertThat(check("- {import_playbook: inner.yaml, when: [upgrade, not quick | bool]}\n"))
        .contains(
            "'Log in and use Python, if the import''s condition holds'",
            "\"restart_monkey_condition_0\": \"{{ true if (upgrade) else false }}\"",
            "\"restart_monkey_condition_1\": \"{{ true if (not quick | bool) else false }}\"",
            "when: [restart_monkey_condition_0 is defined, restart_monkey_condition_0 | bool,");
  }

  @Test
  void shouldNotTryWhatTagsLeaveOut() throws IOException {
    String check =
        check(
            """
            - hosts: switches
              tasks:
                - {ping: , become: true, become_user: one, tags: [never, backup]}
                - {ping: , become: true, become_user: two, tags: "backup, never"}
                - {tags: never, become: true, block: [{ping: , become_user: three}]}
                - {tags: never, become: true, block: [{raw: x, become_user: four, tags: always}]}
              roles: [{role: some, become: true, become_user: five, tags: never}]
            """);

    assertThat(check)
        .contains("\"become_user\": four", LOGIN)
        .doesNotContain("one", "two", "three", "five", PYTHON);
  }

  @Test
  void shouldNotWantPythonWhereNoTaskDoes() throws IOException {
    assertThat(
            check(
                """
                - hosts: switches
                  tasks: [{raw: show}, {block: [{ansible.builtin.debug: }]}, {ping: , delegate_to: localhost}]
                """))
        .isEqualTo(
            play("", 1, "switches", "", LOGIN)
                + rest("all other servers", "all:!switches", "", LOGIN));
    assertThat(check("- {hosts: app, gather_facts: true, tasks: [{raw: show}]}\n"))
        .contains(PYTHON);
  }

  @Test
  void shouldKeepPatternsApartThatAreMoreThanNames() throws IOException {
    assertThat(check("- {hosts: 'app:!app2', tasks: [{ping: }]}\n"))
        .isEqualTo(
            play("", 1, "app:!app2", "", PYTHON) + rest("all other servers", "all", "", LOGIN));
  }

  @Test
  void shouldLeaveOutPlaysThatAreNoSteps() throws IOException {
    assertThat(check("- {hosts: app, become: true, tags: [never], tasks: [{ping: }]}\n"))
        .isEqualTo(rest("all other servers", "all", "", LOGIN));
  }

  @Test
  void shouldTryServersThatPlaysDelegateToAsRootIfAnyPlayBecomesSomebody() throws IOException {
    Path playbook = written("- {hosts: app, become: true, tasks: [{ping: }]}\n");

    assertThat(text(AccessCheck.playbooks(folder, List.of(playbook), List.of("proxy", "app"))))
        .isEqualTo(
            play("", 1, "app", ", \"become\": true", PYTHON)
                + rest("what plays delegate to", "proxy:app:!app", ", become: true", PYTHON)
                + rest("all other servers", "all:!app:!proxy", "", LOGIN));
  }

  @Test
  void shouldTakeWhatIsMerged() throws IOException {
    assertThat(
            check(
                """
                - &first {hosts: app, become: true, become_user: ops, tasks: [{ping: }]}
                - {<<: *first, hosts: canary}
                """))
        .contains(
            play(
                " and 1 more",
                1,
                "app:canary",
                ", \"become\": true, \"become_user\": ops",
                PYTHON));
  }

  @Test
  void shouldKeepFoldersApartAsEachHasVariablesOfItsOwn() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    Files.writeString(sub.resolve("a.yaml"), "- {hosts: redis, tasks: [{ping: }]}\n");
    Path playbook =
        written(
            """
            - {hosts: app, tasks: [{ping: }]}
            - import_playbook: sub/../sub/a.yaml
            - {hosts: canary, tasks: [{ping: }]}
            """);

    Map<Path, String> texts = AccessCheck.playbooks(folder, List.of(playbook), List.of());

    assertThat(texts).containsOnlyKeys(folder, sub);
    assertThat(texts.get(folder)).contains("'app:canary'", "'all:!app:!redis:!canary'");
    assertThat(texts.get(sub)).contains("'redis'").doesNotContain("app");
  }

  @Test
  void shouldTakeTheVariablesOfImportsTheOuterOnesForStronger() throws IOException {
    Files.writeString(
        folder.resolve("a.yaml"),
        "- {hosts: app, vars: {one: play, two: play, three: play}, tasks: [{ping: }]}\n");
    Files.writeString(
        folder.resolve("b.yaml"),
        "- {import_playbook: a.yaml, vars: {two: inner, three: inner, run_after: []}}\n");

    assertThat(check("- {import_playbook: b.yaml, vars: {three: outer}}\n"))
        .contains("\"vars\": {\"one\": play, \"two\": inner, \"three\": outer}")
        .doesNotContain("run_after");
  }

  @Test
  void shouldTryTemplatesOnlyIfTheirVariablesAreDefined() throws IOException {
    assertThat(
            check(
                """
                - hosts: app
                  become: true
                  become_user: "{% if who %}{{ who }}{% endif %}"
                  user: "{{ me }}"
                  tasks: [{ping: , become_user: other}]
                """))
        .contains(
            "'Log in and use Python, by become_user, user'",
            "vars: {\"restart_monkey_words\": \"{% if who %}{{ who }}{% endif %}\\n{{ me }}\"},"
                + " when: [restart_monkey_words is defined]}, {name: 'Become whom");
  }

  private String check(String playbook) throws IOException {
    return text(AccessCheck.playbooks(folder, List.of(written(playbook)), List.of()));
  }

  private static String text(Map<Path, String> playbooks) {
    return String.join("", playbooks.values()).replace("---\n", "");
  }

  private Path written(String playbook) throws IOException {
    return Files.writeString(folder.resolve("playbook.yaml"), playbook);
  }

  private String play(String more, int line, String hosts, String words, String task) {
    String name = folder.resolve("playbook.yaml") + ":" + line + more;
    return "- {name: '%s', hosts: '%s', gather_facts: false%s, tasks: [%s]}\n"
        .formatted(name, hosts, words, task);
  }

  private static String rest(String name, String hosts, String words, String task) {
    return "- {name: '%s', hosts: '%s', gather_facts: false%s, tasks: [%s]}\n"
        .formatted(name, hosts, words, task);
  }
}
