package io.restartmonkey.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessCheckTest {
  private static final String PYTHON = "{name: Log in and use Python, ansible.builtin.ping: {}}";
  private static final String LOGIN =
      "{name: Log in, ansible.builtin.raw: 'true', changed_when: false}";

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
            "---\n"
                + play("app:canary", ", \"become\": true", PYTHON)
                + play("proxy:redis", ", \"become\": true, \"become_user\": ops", PYTHON)
                + play("all:!app:!canary:!proxy:!redis", "", LOGIN));
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
        .contains("\"become\": true, \"become_user\": one", "\"become_user\": three")
        .doesNotContain("elsewhere", "perhaps", "item", "inside");
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
        .isEqualTo("---\n" + play("switches", "", LOGIN) + play("all:!switches", "", LOGIN));
    assertThat(check("- {hosts: app, gather_facts: true, tasks: [{raw: show}]}\n"))
        .contains(PYTHON);
  }

  @Test
  void shouldKeepPatternsApartThatAreMoreThanNames() throws IOException {
    assertThat(check("- {hosts: 'app:!app2', tasks: [{ping: }]}\n"))
        .isEqualTo("---\n" + play("app:!app2", "", PYTHON) + play("all", "", LOGIN));
  }

  @Test
  void shouldLeaveOutPlaysThatAreNoSteps() throws IOException {
    assertThat(check("- {hosts: app, become: true, tags: [never], tasks: [{ping: }]}\n"))
        .isEqualTo("---\n" + play("all", "", LOGIN));
  }

  @Test
  void shouldTryServersThatPlaysDelegateToAsRootIfAnyPlayBecomesSomebody() throws IOException {
    Path playbook = written("- {hosts: app, become: true, tasks: [{ping: }]}\n");

    assertThat(AccessCheck.playbook(List.of(playbook), List.of("proxy", "app")))
        .isEqualTo(
            "---\n"
                + play("app", ", \"become\": true", PYTHON)
                + play("proxy:app:!app", ", become: true", PYTHON)
                + play("all:!app:!proxy", "", LOGIN));
  }

  @Test
  void shouldTakeWhatIsMerged() throws IOException {
    assertThat(
            check(
                """
                - &first {hosts: app, become: true, become_user: ops, tasks: [{ping: }]}
                - {<<: *first, hosts: canary}
                """))
        .contains(play("app:canary", ", \"become\": true, \"become_user\": ops", PYTHON));
  }

  private String check(String playbook) throws IOException {
    return AccessCheck.playbook(List.of(written(playbook)), List.of());
  }

  private Path written(String playbook) throws IOException {
    return Files.writeString(folder.resolve("playbook.yaml"), playbook);
  }

  private static String play(String hosts, String words, String task) {
    return "- {name: 'Reach %s', hosts: '%s', gather_facts: false%s, tasks: [%s]}\n"
        .formatted(hosts, hosts, words, task);
  }
}
