package io.restartmonkey.ansible;

class PlainOnePlayIT extends OnePlayContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
