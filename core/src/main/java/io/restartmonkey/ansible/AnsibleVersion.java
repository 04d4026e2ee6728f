package io.restartmonkey.ansible;

import io.restartmonkey.AnsibleUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of ansible-core.
 *
 * @param major for example 2
 * @param minor for example 14
 * @param text as Ansible says it, for example {@code 2.14.18}
 */
public record AnsibleVersion(int major, int minor, String text) {
  /** The oldest that this project runs with. */
  public static final String OLDEST = "2.14";

  private static final Pattern CORE =
      Pattern.compile("\\[core (([0-9]{1,4})\\.([0-9]{1,4})[^\\]\\s]{0,30})]");
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /**
   * Asks {@code ansible-playbook --version}.
   *
   * @throws AnsibleUnavailableException if there is no Ansible, or it does not say
   */
  public static AnsibleVersion ask(AnsibleSettings settings) {
    String executable = ShortRun.locate(settings).toString();
    try (ShortRun run = new ShortRun(DEADLINE)) {
      return parse(
          executable, run.ask(List.of(executable, "--version"), Path.of("").toAbsolutePath()));
    }
  }

  /** Whether this project runs with it. */
  public boolean isSupported() {
    return major > 2 || (major == 2 && minor >= 14);
  }

  /**
   * @throws AnsibleUnavailableException if this project does not run with it
   */
  void requireSupported() {
    if (!isSupported()) {
      throw new AnsibleUnavailableException(
          "ansible-core %s is too old; install %s or newer, or set ansible.executable"
              .formatted(text, OLDEST));
    }
  }

  private static AnsibleVersion parse(String executable, ShortRun.Answer answer) {
    Matcher matcher = CORE.matcher(answer.output());
    if (answer.exitCode() == 0 && matcher.find()) {
      return new AnsibleVersion(
          Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)), matcher.group(1));
    }
    throw new AnsibleUnavailableException(
        "'%s --version' names no version of ansible-core (exit code %d); install ansible-core %s or newer, or set ansible.executable"
            .formatted(executable, answer.exitCode(), OLDEST));
  }
}
