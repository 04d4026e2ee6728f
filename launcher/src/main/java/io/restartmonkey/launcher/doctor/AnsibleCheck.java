package io.restartmonkey.launcher.doctor;

import io.restartmonkey.ansible.AnsibleVersion;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.setting.AnsibleKeys;
import io.restartmonkey.launcher.setting.ContentKeys;
import io.restartmonkey.launcher.setting.RunnerKind;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at Ansible and the SSH key. */
final class AnsibleCheck {
  private AnsibleCheck() {}

  static List<Finding> of(DoctorContext context) {
    return List.of(key(context), version(context), runner(context));
  }

  private static Finding version(DoctorContext context) {
    try {
      AnsibleVersion version = AnsibleVersion.ask(context.ansible());
      return version.isSupported()
          ? Finding.ok("ansible", "ansible-core " + version.text())
          : Finding.fail(
              "ansible",
              Codes.ANSIBLE,
              "ansible-core %s is too old; install %s or newer, or set ansible.executable"
                  .formatted(version.text(), AnsibleVersion.OLDEST));
    } catch (AnsibleUnavailableException e) {
      return Finding.fail("ansible", Codes.ANSIBLE, String.valueOf(e.getMessage()));
    }
  }

  private static Finding runner(DoctorContext context) {
    if (context.settings().get(AnsibleKeys.RUNNER) == RunnerKind.PLAIN) {
      return Finding.ok("runner", "plain, as ansible.runner says");
    }
    return context
        .runner()
        .whyCold(context.settings().get(ContentKeys.PLAYBOOKS))
        .map(
            why ->
                Finding.warn(
                    "runner", "Ansible is imported anew for each run, which is slow: " + why))
        .orElseGet(() -> Finding.ok("runner", "warm: Ansible is imported once"));
  }

  private static Finding key(DoctorContext context) {
    Optional<Path> key =
        context
            .ansible()
            .privateKey()
            .or(
                () ->
                    Optional.ofNullable(context.environment().get("ANSIBLE_PRIVATE_KEY_FILE"))
                        .map(Path::of));
    if (key.isEmpty()) {
      return Finding.ok("ssh key", "none set; Ansible's own configuration holds");
    }
    try {
      return Files.isReadable(key.get()) ? mode(key.get()) : missing(key.get());
    } catch (IOException e) {
      return Finding.fail(
          "ssh key", Codes.ANSIBLE, key.get() + " cannot be looked at: " + FileProblem.of(e));
    }
  }

  private static Finding mode(Path key) throws IOException {
    return FileRights.isPrivate(key)
        ? Finding.ok("ssh key", key.toString())
        : Finding.fail(
            "ssh key", Codes.ANSIBLE, "others can read it, so ssh refuses it; chmod 600 " + key);
  }

  private static Finding missing(Path key) {
    return Finding.fail(
        "ssh key",
        Codes.ANSIBLE,
        key
            + (Files.exists(key)
                ? " may not be read by this user; mend its rights"
                : " does not exist; correct ansible.private_key"));
  }
}
