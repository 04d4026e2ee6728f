package io.restartmonkey.ansible;

import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.term.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  private static final Pattern VERSION =
      Pattern.compile("(?:^|\\[core )(([0-9]{1,4})\\.([0-9]{1,4})[^\\]\\s]{0,30})]?");
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String SCRIPT = "say_version.py";

  /**
   * Asks the Python that {@code ansible-playbook} runs with, which takes a tenth of the time that
   * {@code ansible-playbook --version} takes; that is asked where the Python does not know.
   *
   * @throws AnsibleUnavailableException if there is no Ansible, or it does not say
   */
  public static AnsibleVersion ask(AnsibleSettings settings) {
    Path executable = AnsibleQuery.locate(settings);
    Path here = Path.of("").toAbsolutePath();
    try (AnsibleQuery run = new AnsibleQuery(DEADLINE)) {
      if (Shebang.of(executable).isPresent()) {
        Optional<AnsibleVersion> quick = said(run.ask(run.script(executable, SCRIPT), here));
        if (quick.isPresent()) {
          return quick.get();
        }
      }
      AnsibleQuery.Answer answer = run.ask(List.of(executable.toString(), "--version"), here);
      return said(answer)
          .orElseThrow(
              () ->
                  new AnsibleUnavailableException(
                      "'%s --version' names no version of ansible-core (exit code %d%s); install ansible-core %s or newer, or set %s"
                          .formatted(
                              executable,
                              answer.exitCode(),
                              lastLine(answer),
                              OLDEST,
                              Option.ANSIBLE_EXECUTABLE)));
    } catch (IOException e) {
      throw new AnsibleUnavailableException(
          executable + " cannot be asked for its version: " + FileProblem.of(e));
    }
  }

  /**
   * Refuses to go on with an Ansible that this project does not run with.
   *
   * @throws AnsibleUnavailableException if it is too old
   */
  void require() {
    if (!isSupported()) {
      throw new AnsibleUnavailableException(
          "ansible-core %s is too old; install %s or newer, or set %s"
              .formatted(text, OLDEST, Option.ANSIBLE_EXECUTABLE));
    }
  }

  /** Whether this project runs with it. */
  public boolean isSupported() {
    return major > 2 || (major == 2 && minor >= 14);
  }

  /** It may say why, such as that the interpreter of the script is not there. */
  private static String lastLine(AnsibleQuery.Answer answer) {
    String text = answer.output().strip();
    return text.isEmpty()
        ? ""
        : ", " + ForeignText.oneLine(text.substring(text.lastIndexOf('\n') + 1));
  }

  private static Optional<AnsibleVersion> said(AnsibleQuery.Answer answer) {
    return answer.exitCode() == 0 ? in(answer.output()) : Optional.empty();
  }

  /** The version that a text begins with, or that {@code ansible-playbook --version} named. */
  static Optional<AnsibleVersion> in(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.find()
        ? Optional.of(
            new AnsibleVersion(
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                matcher.group(1)))
        : Optional.empty();
  }
}
