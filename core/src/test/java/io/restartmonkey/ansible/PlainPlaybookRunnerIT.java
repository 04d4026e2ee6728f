package io.restartmonkey.ansible;

class PlainPlaybookRunnerIT extends PlaybookRunnerContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
