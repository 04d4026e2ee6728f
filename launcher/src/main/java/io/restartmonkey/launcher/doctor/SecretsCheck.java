package io.restartmonkey.launcher.doctor;

import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.config.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at who may read the files of secrets; the SSH key is {@link AnsibleCheck}'s. */
final class SecretsCheck {
  private static final List<Key> SECRETS =
      List.of(
          Key.REDIS_PASSWORD_FILE,
          Key.REDIS_SENTINEL_PASSWORD_FILE,
          Key.REDIS_CERTIFICATE_FILE,
          Key.ALERTS_WEBHOOK_FILE);

  private SecretsCheck() {}

  static List<Finding> of(DoctorContext patient) {
    return SECRETS.stream()
        .flatMap(key -> patient.settings().optionalPath(key).stream())
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
