package io.restartmonkey.ansible;

class WarmOutcomeIT extends OutcomeContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return AnsiblePlaybookRunner.warm(settings);
  }
}
