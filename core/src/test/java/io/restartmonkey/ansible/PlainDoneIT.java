package io.restartmonkey.ansible;

import org.junit.jupiter.api.Tag;

@Tag("at-length")
class PlainDoneIT extends DoneContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
