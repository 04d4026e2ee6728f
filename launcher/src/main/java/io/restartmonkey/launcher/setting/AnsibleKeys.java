package io.restartmonkey.launcher.setting;

import io.restartmonkey.ansible.Forks;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of how Ansible is run. */
public final class AnsibleKeys {
  static final Section SECTION = new Section("Ansible", "ansible");

  /** The program; {@code ansible-playbook} of the search path. */
  public static final Setting<String> EXECUTABLE =
      SECTION.setting(
          "executable", new ProgramFile(), "ansible-playbook", "This program runs the playbooks.");

  /** The SSH key; what Ansible's own configuration says. */
  public static final Setting<Optional<Path>> PRIVATE_KEY =
      SECTION.optional(
          "private_key",
          new FilePath(),
          "Ansible logs in with this SSH key; without it, Ansible's own configuration decides.");

  /** The login; what Ansible's own configuration says. */
  public static final Setting<Optional<String>> USER =
      SECTION.optional(
          "user",
          new UserName(),
          "Ansible logs in as this user; without it, Ansible's own configuration decides.");

  /** How playbooks are run; warm. */
  public static final Setting<RunnerKind> RUNNER =
      SECTION.setting(
          "runner",
          new Choice<>(RunnerKind.class),
          "warm",
          "With warm, one process imports Ansible once and forks for each run; with plain, each run imports it again.");

  /** How many servers a run works on at the same time; empty, as many as the machine carries. */
  public static final Setting<Optional<Forks>> FORKS =
      SECTION.setting(
          "forks",
          new ForkCount(),
          "auto",
          "A run works on this many servers at the same time; auto is as many as this machine can handle.");

  private AnsibleKeys() {}
}
