package io.restartmonkey.ansible;

class WarmOnePlayIT extends OnePlayContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return AnsiblePlaybookRunner.warm(settings);
  }
}
