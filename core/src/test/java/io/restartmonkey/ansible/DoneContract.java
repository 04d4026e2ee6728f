package io.restartmonkey.ansible;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.playbook.PlaybookOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The contract of a playbook runner: on whom a play that Ansible finds nothing wrong with is done.
 */
abstract class DoneContract extends RunnerFixture {
  private static final String LOST = "vars: {ansible_connection: ssh, ansible_port: 1}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tasks: [{ping: , tags: never}]                                             | NO NO | NO NO
          roles: [never]                                                             | NO NO | NO NO
          tasks: [{meta: end_play}, {ping: }]                                        | NO NO | NO NO
          tasks: [{meta: end_host, when: inventory_hostname == 'app2'}, {ping: }]    | OK NO | OK NO
          tasks: [{ping: }, {meta: end_play}, {fail: }]                              | OK OK | OK NO
          tasks: [{ping: , when: false}]                                             | OK OK | OK OK
          tasks: [{ping: , run_once: true}]                                          | OK OK | OK OK
          ignore_unreachable: true, tasks: [{ping: , LOST}]                          | LOST LOST | LOST LOST
          tasks: [{ping: , LOST, ignore_unreachable: true}, {ping: }]                | OK OK | OK OK
          any_errors_fatal: true, tasks: [{ping: }, {fail: , when: inventory_hostname == 'app1'}] | FAIL OK | FAIL NO
          """)
  void shouldJudgeWhatAnsibleFindsNothingWrongWith(String play, String atOnce, String oneByOne)
      throws IOException {
    assertJudged(play, atOnce, oneByOne);
  }

  /** How a play ends for app1 and app2, both at once and one by one. */
  final void assertJudged(String play, String atOnce, String oneByOne) throws IOException {
    Files.createDirectories(folder.resolve("roles/never/tasks"));
    Files.createDirectories(folder.resolve("roles/never/meta"));
    Files.writeString(folder.resolve("never.yaml"), "- {ping: , tags: never}\n");
    Files.writeString(folder.resolve("ping.yaml"), "- ping:\n");
    Files.writeString(folder.resolve("roles/never/tasks/main.yml"), "- {ping: , tags: never}\n");
    Files.writeString(
        folder.resolve("roles/never/meta/argument_specs.yml"), "argument_specs: {main: {}}\n");
    String text =
        "- {hosts: app, gather_facts: false, serial: %%s, %s}\n"
            .formatted(play.replace("LOST", LOST));

    PlaybookOutcome together = run(text.formatted("100%"), "app1", "app2");
    assertThat(states(together)).isEqualTo(atOnce);
    PlaybookOutcome apart = run(text.formatted("1"), "app1", "app2");
    assertThat(states(apart)).isEqualTo(oneByOne);

    assertThat(together.isSuccess()).isEqualTo(atOnce.equals("OK OK"));
    assertThat(apart.isSuccess()).isEqualTo(oneByOne.equals("OK OK"));
  }

  @Test
  void shouldNotTakeFactsForATaskOfThePlay() throws IOException {
    PlaybookOutcome outcome = run("- {hosts: app, tasks: [{ping: , tags: never}]}\n", "app1");

    assertThat(outcome.summary())
        .startsWith("no task of the play ran on app1: its tasks are left out by their tags");
    assertThat(run("- {hosts: app}\n", "app1").isSuccess()).isTrue();
  }

  @Test
  void shouldSayThatThePlayEndedBeforeItsTurn() throws IOException {
    PlaybookOutcome outcome =
        run(
            "- {hosts: app, gather_facts: false, serial: 1, tasks: [{ping: }, {meta: end_play}]}\n",
            "app1",
            "app2");

    assertThat(outcome.summary())
        .isEqualTo("no task of the play ran on app2: the play was over before its turn");
  }

  private static String states(PlaybookOutcome outcome) {
    return new TreeMap<>(outcome.hosts())
        .values().stream()
            .map(
                host ->
                    switch (host.state()) {
                      case OK -> "OK";
                      case FAILED -> "FAIL";
                      case UNREACHABLE -> "LOST";
                      case NOT_ATTEMPTED -> "NO";
                    })
            .collect(joining(" "));
  }
}
