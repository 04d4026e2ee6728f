package io.restartmonkey.ansible;

class PlainConfigurationIT extends ConfigurationContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
