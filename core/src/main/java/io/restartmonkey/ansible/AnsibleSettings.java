package io.restartmonkey.ansible;

import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.term.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where Ansible is, and how it logs in.
 *
 * @param executable {@code ansible-playbook}, or a path to it
 * @param privateKey the SSH key; empty = what Ansible's own configuration says
 * @param user the login; empty = what Ansible's own configuration says
 * @param forks how many servers a run works on at the same time
 */
public record AnsibleSettings(
    String executable, Optional<Path> privateKey, Optional<String> user, Forks forks) {

  /** With as many forks as this machine carries. */
  public AnsibleSettings(String executable, Optional<Path> privateKey, Optional<String> user) {
    this(executable, privateKey, user, Forks.ofThisMachine());
  }

  /** {@code ansible-playbook} from the search path, with Ansible's own configuration. */
  public static AnsibleSettings defaults() {
    return new AnsibleSettings("ansible-playbook", Optional.empty(), Optional.empty());
  }

  /**
   * Finds the executable.
   *
   * @throws AnsibleUnavailableException if there is none, or the SSH key is missing
   */
  public Path locate() {
    privateKey.ifPresent(
        key -> {
          if (!Files.exists(key)) {
            throw new AnsibleUnavailableException(
                "the SSH key " + key + " does not exist; correct " + Option.ANSIBLE_PRIVATE_KEY);
          } else if (!Files.isReadable(key)) {
            throw new AnsibleUnavailableException(
                "the SSH key " + key + " may not be read by this user; mend its rights");
          }
        });
    return find().orElseThrow(() -> new AnsibleUnavailableException(whyNone()));
  }

  private String whyNone() {
    return candidates()
        .filter(Files::exists)
        .findFirst()
        .map(
            found ->
                "%s may not be executed by this user; mend its rights (chmod a+rx), or set %s"
                    .formatted(found, Option.ANSIBLE_EXECUTABLE))
        .orElseGet(
            () ->
                "'%s' is not on this machine; install ansible-core 2.14 or newer, or set %s"
                    .formatted(executable, Option.ANSIBLE_EXECUTABLE));
  }

  /** The executable; empty if there is none. */
  Optional<Path> find() {
    return candidates().filter(Files::isExecutable).filter(Files::isRegularFile).findFirst();
  }

  private Stream<Path> candidates() {
    if (executable.contains("/")) {
      return Stream.of(Path.of(executable).toAbsolutePath());
    }
    String searchPath = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Arrays.stream(searchPath.split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, executable).toAbsolutePath());
  }
}
