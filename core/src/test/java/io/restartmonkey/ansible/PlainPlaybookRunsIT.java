package io.restartmonkey.ansible;

class PlainPlaybookRunsIT extends PlaybookRuns {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
