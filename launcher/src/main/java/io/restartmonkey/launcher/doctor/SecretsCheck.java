package io.restartmonkey.launcher.doctor;

import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.setting.AlertKeys;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.launcher.setting.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at who may read the files of secrets; the SSH key is {@link AnsibleCheck}'s. */
final class SecretsCheck {
  private static final List<Setting<Optional<Path>>> SECRETS =
      List.of(
          RedisKeys.PASSWORD_FILE,
          RedisKeys.SENTINEL_PASSWORD_FILE,
          RedisKeys.CERTIFICATE_FILE,
          AlertKeys.WEBHOOK_FILE);

  private SecretsCheck() {}

  static List<Finding> of(DoctorContext context) {
    return SECRETS.stream()
        .flatMap(setting -> context.settings().get(setting).stream())
        .flatMap(file -> secret(file).stream())
        .toList();
  }

  private static Optional<Finding> secret(Path file) {
    try {
      if (!FileRights.isPrivate(file)) {
        return Optional.of(Finding.warn("secrets", "others can read it; chmod 600 " + file));
      }
    } catch (IOException e) {
      return Optional.of(Finding.warn("secrets", "cannot be looked at: " + FileProblem.of(e)));
    }
    return Optional.empty();
  }
}
