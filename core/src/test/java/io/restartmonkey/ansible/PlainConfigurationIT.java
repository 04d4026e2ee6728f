package io.restartmonkey.ansible;

import org.junit.jupiter.api.Tag;

@Tag("at-length")
class PlainConfigurationIT extends ConfigurationContract {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }
}
