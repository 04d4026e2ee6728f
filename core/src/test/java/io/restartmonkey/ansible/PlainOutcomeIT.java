package io.restartmonkey.ansible;

import org.junit.jupiter.api.Tag;

@Tag("at-length")
class PlainOutcomeIT extends OutcomeContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
