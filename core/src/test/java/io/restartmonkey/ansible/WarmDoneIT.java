package io.restartmonkey.ansible;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmDoneIT extends DoneContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return AnsiblePlaybookRunner.warm(settings);
  }

  /** More of the same; who took part is counted by the callback, which both runners share. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # Nothing ran.
          tasks: [{block: [ping: ], tags: [never, x]}]                               | NO NO | NO NO
          tasks: [{include_tasks: never.yaml}]                                       | NO NO | NO NO
          tasks: [{import_tasks: never.yaml}]                                        | NO NO | NO NO
          tasks: [{meta: end_batch}, {ping: }]                                       | NO NO | NO NO
          tasks: [{meta: end_host}, {ping: }]                                        | NO NO | NO NO
          tasks: [{meta: noop}, {meta: flush_handlers}]                              | NO NO | NO NO
          # Only some had a task.
          tasks: [{meta: end_host, when: inventory_hostname == 'app2'}, {ping: , run_once: true}] | OK NO | OK NO
          # The playbook ended it on purpose, after at least one task.
          tasks: [{ping: }, {meta: end_host}, {fail: }]                              | OK OK | OK OK
          tasks: [{ping: }, {meta: end_batch}, {fail: }]                             | OK OK | OK OK
          tasks: [{debug: }, {meta: end_play, when: false}]                          | OK OK | OK OK
          # Skipped by its own condition, or done once for all.
          tasks: [{include_tasks: ping.yaml}]                                        | OK OK | OK OK
          tasks: [{include_tasks: not_there.yaml, when: false}]                      | OK OK | OK OK
          tasks: [{include_role: {name: not_there}, when: inventory_hostname == 'nobody'}] | OK OK | OK OK
          tasks: [{include_tasks: ping.yaml, loop: []}]                              | OK OK | OK OK
          tasks: [{include_tasks: ping.yaml, when: inventory_hostname == 'app1'}]    | OK OK | OK OK
          tasks: [{include_tasks: ping.yaml, when: false, tags: never}]              | NO NO | NO NO
          tasks: [{block: [ping: ], run_once: true}]                                 | OK OK | OK OK
          tasks: [{ping: , changed_when: true, notify: h}], handlers: [{name: h, debug: }] | OK OK | OK OK
          # What the playbook forgives.
          tasks: [{fail: , ignore_errors: true}]                                     | OK OK | OK OK
          tasks: [{block: [fail: ], rescue: [ping: ]}]                               | OK OK | OK OK
          # Whoever was not reached, and was not reached later either, is not well.
          ignore_unreachable: true, tasks: [{ping: , LOST}, {debug: }]               | LOST LOST | LOST LOST
          ignore_unreachable: true, tasks: [{ping: , LOST}, {ping: , delegate_to: localhost}] | LOST LOST | LOST LOST
          ignore_unreachable: true, tasks: [{ping: , LOST}, {ping: , when: false}]   | LOST LOST | LOST LOST
          ignore_unreachable: true, tasks: [{ping: , LOST}, {meta: end_play}]        | LOST LOST | LOST NO
          ignore_unreachable: true, tasks: [{ping: , LOST, run_once: true}]          | LOST NO | LOST NO
          tasks: [{ping: , LOST}, {meta: clear_host_errors}, {ping: }]               | LOST LOST | LOST NO
          tasks: [{ping: , LOST, ignore_unreachable: true, delegate_to: localhost}, {debug: }] | OK OK | OK OK
          # A failure of one.
          tasks: [{fail: , when: inventory_hostname == 'app1'}, {ping: }]            | FAIL OK | FAIL NO
          max_fail_percentage: 60, tasks: [{fail: , when: inventory_hostname == 'app1'}, {ping: }] | FAIL OK | FAIL NO

          """)
  void shouldJudgeTheRarerWaysToo(String play, String atOnce, String oneByOne) throws IOException {
    assertJudged(play, atOnce, oneByOne);
  }
}
