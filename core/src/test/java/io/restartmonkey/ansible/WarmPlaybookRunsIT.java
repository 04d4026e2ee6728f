package io.restartmonkey.ansible;

class WarmPlaybookRunsIT extends PlaybookRuns {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return AnsiblePlaybookRunner.warm(settings);
  }
}
