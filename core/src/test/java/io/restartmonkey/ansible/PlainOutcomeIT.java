package io.restartmonkey.ansible;

class PlainOutcomeIT extends OutcomeContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
