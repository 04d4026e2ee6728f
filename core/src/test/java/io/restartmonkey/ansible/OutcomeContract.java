package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a playbook runner: what it makes of a run that has ended. */
abstract class OutcomeContract extends RunnerFixture {
  @Test
  void shouldNameHostTaskAndReasonOfAFailure() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: Wait for the app
                  ansible.builtin.fail: {msg: "HTTP 500 from /healthz"}
                  when: inventory_hostname == 'app1'
            """,
            "app1",
            "app2");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PlaybookOutcome.Failed.class,
            failed -> {
              assertThat(failed.hosts().get("app1"))
                  .isEqualTo(
                      new HostOutcome(
                          HostOutcome.State.FAILED, "Wait for the app", "HTTP 500 from /healthz"));
              assertThat(failed.hosts().get("app2")).matches(HostOutcome::isOk);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo begin; echo no disk; exit 3 | | non-zero return code 3; it printed: no disk",
        "exit 4 | | non-zero return code 4",
        "echo ready; echo no disk >&2; exit 5 | | non-zero return code 5\\nno disk",
        "printf '%0999d' 7; exit 6 | | non-zero return code 6; it printed: ZEROS",
        "echo key; exit 7 | no_log: true | the output is hidden, as the task has no_log",
        "echo {{ item }}; exit 8 | loop: [one] | one: non-zero return code 8; it printed: one",
      })
  void shouldTellHowACommandFailed(String command, @Nullable String more, String reason)
      throws IOException {
    PlaybookOutcome outcome =
        run(
            tasks(
                "ansible.builtin.shell: '%s'\n      %s"
                    .formatted(command.replace("'", "''"), more == null ? "" : more)),
            "app1");

    assertThat(outcome.hosts().get("app1"))
        .extracting(HostOutcome::message)
        .isEqualTo(reason.replace("\\n", "\n").replace("ZEROS", "0".repeat(200)));
  }

  @Test
  void shouldSayThatAFailureWasRescued() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: group
                  block:
                    - block:
                        - name: first
                          ansible.builtin.fail: {msg: one}
                      always:
                        - name: second
                          ansible.builtin.fail: {msg: two}
                  rescue:
                    - name: mend
                      ansible.builtin.fail: {msg: three}
                      ignore_errors: true
                - name: mended
                  block:
                    - ansible.builtin.command: 'true'
                  rescue:
                    - ansible.builtin.command: 'true'
                - name: last
                  ansible.builtin.fail: {msg: four}
            """,
            "app1");

    assertThat(outcome.summary()).isEqualTo("app1 failed at 'last': four");
    assertThat(events.stream().filter(PlaybookEvent.HostFailed.class::isInstance))
        .containsExactly(
            new PlaybookEvent.HostFailed("app1", "first", "one", false, true),
            new PlaybookEvent.HostFailed(
                "app1", "second", "two; before that, 'first' failed: one", false, true),
            new PlaybookEvent.HostFailed("app1", "mend", "three", true, false),
            new PlaybookEvent.HostFailed("app1", "last", "four", false, false));
  }

  @Test
  void shouldSayInOneLineThatAHostKeyHasChanged() throws IOException {
    sshSays(
        """
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
        Host key verification failed.
        """);

    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - ansible.builtin.ping:
            """,
            "app1");

    assertThat(outcome.summary())
        .startsWith("app1 unreachable at ")
        .contains("its host key has changed")
        .doesNotContain("@", "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ControlPath too long ('/home/%1$s/.ansible/cp/0123456789' >= 108 bytes)",
        "unix_listener: path \"/home/%1$s/.ansible/cp/0123456789.0123456789abcdef\" too long for Unix domain socket"
      })
  void shouldSayInOneLineThatThePathOfSshsSocketIsTooLong(String complaint) throws IOException {
    sshSays(complaint.formatted("x".repeat(80)));

    PlaybookOutcome outcome = run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(outcome.summary())
        .contains("control_path_dir in [ssh_connection] of ansible.cfg")
        .doesNotContain("xxx", "\n");
  }

  @Test
  void shouldSayInOneLineWhatSshSaysInSeveral() throws IOException {
    sshSays("Connection timed out during banner exchange\nConnection to 192.0.2.1 timed out");

    PlaybookOutcome outcome = run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(outcome.summary())
        .contains("during banner exchange", "Connection to 192.0.2.1 timed out")
        .doesNotContain("\n", "\r");
  }

  @Test
  void shouldTellWhichTargetsWereNotAttempted() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              serial: 1
              tasks:
                - name: act
                  ansible.builtin.fail:
            """,
            "app1",
            "app2");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app2", host -> assertThat(host.state()).isEqualTo(HostOutcome.State.NOT_ATTEMPTED));
  }

  @Test
  void shouldNotTakeARunWithoutItsTargetsForASuccess() throws IOException {
    PlaybookOutcome outcome = run("- hosts: other\n  gather_facts: false\n  tasks: []\n", "app1");

    assertThat(outcome.isSuccess()).isFalse();
    assertThat(outcome.summary()).contains("app1 was not attempted");
  }

  @Test
  void shouldNotBlameATargetOfAPlayWhoseOnlyTaskRunsOnce() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: act
                  ansible.builtin.ping:
                  run_once: true
            """,
            "app1",
            "app2");

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(outcome.hosts()).containsOnlyKeys("app1", "app2");
  }

  @Test
  void shouldTellAnUnreachableHost() throws IOException {
    nobodyListens();

    PlaybookOutcome outcome = run(tasks("ansible.builtin.ping:"), "app1");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app1", host -> assertThat(host.state()).isEqualTo(HostOutcome.State.UNREACHABLE));
  }

  /** Such tasks are done on the machine that Ansible runs on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vars: {ansible_connection: local}",
        "vars: {ansible_connection: ansible.builtin.local}",
        "vars: {ansible_connection: '{{ here }}', here: local}",
        "vars: {ansible_connection: '{{ item }}'}, loop: [local]",
        "delegate_to: localhost"
      })
  void shouldNotTakeAHostForReachedByATaskThatStaysHere(String how) throws IOException {
    nobodyListens();

    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              ignore_unreachable: true
              tasks:
                - ansible.builtin.ping:
                - {ansible.builtin.ping: , %s}
                - block: [ansible.builtin.ping: ]
                  vars: {ansible_connection: local}
            """
                .formatted(how),
            "app1");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app1", host -> assertThat(host.state()).isEqualTo(HostOutcome.State.UNREACHABLE));
  }

  @Test
  void shouldTakeAHostForReachedByALaterTaskThere() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              vars: {there: local}
              tasks:
                - ansible.builtin.ping:
                  ignore_unreachable: true
                  vars: {ansible_connection: ssh, ansible_port: 1}
                - ansible.builtin.ping:
                  vars: {ansible_connection: "{{ there }}"}
            """,
            "app1");

    assertThat(outcome.isSuccess()).isTrue();
  }

  @Test
  void shouldSayWhichItemsOfALoopFailedAndWhy() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: act
                  ansible.builtin.fail: {msg: "{{ 'proxy4 is' if item == 'proxy4' else 'is' }} full"}
                  loop: [proxy1, proxy2, proxy3, proxy4]
                  when: item != 'proxy2'
            """,
            "app1");

    assertThat(outcome.hosts())
        .containsEntry(
            "app1",
            new HostOutcome(
                HostOutcome.State.FAILED,
                "act",
                "proxy1: is full\nproxy3: is full\nproxy4 is full"));
  }

  @Test
  void shouldKeepTheMessageOfManyFailedItemsShort() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: act
                  ansible.builtin.fail: {msg: "{{ 'long ' * 1000 }}"}
                  loop: "{{ range(0, 30) | list }}"
            """,
            "app1");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app1",
            host ->
                assertThat(host.message())
                    .hasSizeLessThan(4000)
                    .startsWith("0: long long")
                    .contains("4: long")
                    .endsWith("and 25 more"));
  }

  @Test
  void shouldNotTellTheSecretsOfALoop() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: act
                  ansible.builtin.fail: {msg: "the secret is {{ item }}"}
                  loop: [one, two]
                  no_log: true
            """,
            "app1");

    assertThat(outcome.hosts())
        .containsEntry(
            "app1",
            new HostOutcome(
                HostOutcome.State.FAILED, "act", "the output is hidden, as the task has no_log"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delegate_to: '{{ item }}', loop: [app1, lost1]",
        "delegate_to: '{{ lost }}', vars: {lost: lost1}"
      })
  void shouldSayWhichDelegateIsUnreachable(String how) throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: know a server that does not answer
                  ansible.builtin.add_host:
                    name: lost1
                    ansible_connection: ssh
                    ansible_host: 127.0.0.1
                    ansible_port: 1
                - {name: act, ansible.builtin.ping: , %s}
            """
                .formatted(how),
            "app1");

    assertThat(outcome.hosts())
        .hasEntrySatisfying(
            "app1",
            host -> {
              assertThat(host.state()).isEqualTo(HostOutcome.State.UNREACHABLE);
              assertThat(host.message()).startsWith("lost1: ").contains("127.0.0.1 port 1");
            });
  }

  @Test
  void shouldNotCountAnIgnoredOrRescuedFailure() throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: ignored
                  ansible.builtin.command: "false"
                  ignore_errors: true
                - name: rescued
                  block: [{ansible.builtin.command: "false"}]
                  rescue: [{ansible.builtin.ping: }]
            """,
            "app1");

    assertThat(outcome.isSuccess()).isTrue();
  }

  /** What fails last is often only the cleaning up. */
  @ParameterizedTest
  @ValueSource(strings = {"always", "rescue"})
  void shouldSayTheCauseIfWhatFollowsItFailsAsWell(String section) throws IOException {
    PlaybookOutcome outcome =
        run(
            """
            - hosts: app
              gather_facts: false
              tasks:
                - name: earlier
                  ansible.builtin.fail: {msg: over}
                  ignore_errors: true
                - block:
                    - name: cause
                      ansible.builtin.fail: {msg: the disk is full}
                  %s:
                    - name: fine
                      ansible.builtin.command: 'true'
                    - block:
                        - name: clean up
                          ansible.builtin.fail: {msg: nothing there}
            """
                .formatted(section),
            "app1");

    assertThat(outcome.summary())
        .isEqualTo(
            "app1 failed at 'clean up': nothing there; before that, 'cause' failed: the disk is full");
  }

  /** Such an error stands in what Ansible prints, and in no event. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasks: [ansible.builtin.include_role: {name: not_there}]",
        "tasks: [ansible.builtin.include_tasks: not_there.yml]",
        "tasks: [ansible.builtin.include_tasks: broken_not_there.yml]",
        "vars_files: [not_there.yml], tasks: [ansible.builtin.ping: ]",
        "vars_files: [vault_not_there.yml], tasks: [ansible.builtin.ping: ]",
        "strategy: not_there, tasks: [ansible.builtin.ping: ]",
        "serial: '{{ not_there }}', tasks: [ansible.builtin.ping: ]",
        "become_method: sudo, vars: {ansible_become: true, ansible_become_method: not_there}, tasks: [ansible.builtin.ping: ]",
        "tasks: [{ansible.builtin.ping: , when: not_there and}]",
        "environment: '{{ not_there }}', tasks: [ansible.builtin.ping: ]",
        "tags: '{{ not_there }}', tasks: [ansible.builtin.ping: ]",
      })
  void shouldSayInAnsiblesWordsWhatIsWrongOutsideOfATask(String rest) throws IOException {
    Files.writeString(folder.resolve("broken_not_there.yml"), "- not_there: {\n");
    Files.writeString(folder.resolve("vault_not_there.yml"), "$ANSIBLE_VAULT;1.1;AES256\n6162\n");

    PlaybookOutcome outcome =
        run(
            """
            - {hosts: app, gather_facts: false, tasks: [ansible.builtin.ping: ]}
            - {hosts: app, gather_facts: false, %s}
            """
                .formatted(rest),
            "app1");

    assertThat(outcome.isSuccess()).isFalse();
    assertThat(outcome.summary()).containsPattern("not_there|vault");
  }

  @Test
  void shouldSayThatAnsibleRefusedToBegin() throws IOException {
    PlaybookOutcome outcome = run("- hosts: app\n  no_such_keyword: 1\n", "app1");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PlaybookOutcome.NotStarted.class,
            refused -> assertThat(refused.reason()).contains("no_such_keyword"));
  }
}
