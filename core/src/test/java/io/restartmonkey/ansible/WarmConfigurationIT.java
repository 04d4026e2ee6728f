package io.restartmonkey.ansible;

class WarmConfigurationIT extends ConfigurationContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return AnsiblePlaybookRunner.warm(settings);
  }
}
