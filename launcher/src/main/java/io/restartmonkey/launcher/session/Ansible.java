package io.restartmonkey.launcher.session;

import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.ansible.Forks;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.setting.AnsibleKeys;
import io.restartmonkey.launcher.setting.ContentKeys;
import io.restartmonkey.launcher.setting.RunKeys;
import io.restartmonkey.launcher.setting.RunnerKind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Ansible as the settings describe it; nothing is started before it is needed. */
public final class Ansible implements AutoCloseable {
  private final Settings settings;
  private @Nullable AnsiblePlaybookRunner runner;

  public Ansible(Settings settings) {
    this.settings = settings;
  }

  public AnsibleSettings settings() {
    return new AnsibleSettings(
        settings.get(AnsibleKeys.EXECUTABLE),
        settings.get(AnsibleKeys.PRIVATE_KEY),
        settings.get(AnsibleKeys.USER),
        forks());
  }

  private Forks forks() {
    return settings.get(AnsibleKeys.FORKS).orElseGet(Forks::ofThisMachine);
  }

  public synchronized AnsiblePlaybookRunner runner() {
    if (runner == null) {
      runner =
          isWarm()
              ? AnsiblePlaybookRunner.warm(settings(), settings.get(RunKeys.FOLDER))
              : new AnsiblePlaybookRunner(settings());
    }
    return runner;
  }

  private boolean isWarm() {
    return settings.get(AnsibleKeys.RUNNER) == RunnerKind.WARM;
  }

  private Path folder() {
    return settings.get(ContentKeys.PLAYBOOKS);
  }

  /** Whether the other one would run the same playbooks in the same way. */
  public boolean isLike(Ansible other) {
    return settings().equals(other.settings())
        && isWarm() == other.isWarm()
        && folder().equals(other.folder());
  }

  /** Has Ansible imported while something else is being done. */
  public void warmUp() {
    runner().warmUp(folder());
  }

  @Override
  public synchronized void close() {
    if (runner != null) {
      runner.close();
      runner = null; // Several sessions may share it, and each closes it.
    }
  }
}
