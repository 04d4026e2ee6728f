package io.restartmonkey.ansible;

class PlainDoneIT extends DoneContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
