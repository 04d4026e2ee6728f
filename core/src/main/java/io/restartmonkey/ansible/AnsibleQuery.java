package io.restartmonkey.ansible;

import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.term.Option;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a program of Ansible something, in a temporary folder that is gone afterwards, like every
 * process of it. It can ask nobody anything, as it has neither terminal nor input.
 */
final class AnsibleQuery implements AutoCloseable {
  /** An exit code that nobody saw is none that means success. */
  private static final int UNSEEN = -1;

  /** Ansible's own for a configuration that it cannot read. */
  private static final int BAD_CONFIGURATION = 5;

  private static final int MAX_OUTPUT_LENGTH = 1 << 20;

  private final TemporaryFolder temporary = new TemporaryFolder();
  private final Duration deadline;

  /** Makes the temporary folder. */
  AnsibleQuery(Duration deadline) {
    this.deadline = deadline;
  }

  /**
   * What the program said.
   *
   * @param exitCode its exit code
   * @param output standard output and standard error, the first MiB of them
   */
  record Answer(int exitCode, String output) {

    /**
     * Why a script of ours has no result: Ansible's reason to refuse.
     *
     * @throws AnsibleUnavailableException if it was not Ansible that refused
     */
    String refusal(Path executable) {
      Optional<String> configuration =
          exitCode == BAD_CONFIGURATION ? AnsibleReason.ofConfiguration(output) : Optional.empty();
      return AnsibleReason.in(output)
          .or(() -> configuration)
          .orElseThrow(() -> noAnsible(executable));
    }

    private AnsibleUnavailableException noAnsible(Path executable) {
      String text = output.strip();
      return new AnsibleUnavailableException(
          "the Python of %s cannot ask Ansible: %s; check %s"
              .formatted(
                  executable,
                  text.substring(text.lastIndexOf('\n') + 1),
                  Option.ANSIBLE_EXECUTABLE));
    }
  }

  /** Finds Ansible; logging in nowhere, it needs no SSH key. */
  static Path locate(AnsibleSettings settings) {
    return new AnsibleSettings(settings.executable(), Optional.empty(), Optional.empty()).locate();
  }

  /** The temporary folder. */
  Path folder() {
    return temporary.path();
  }

  /** Puts a script of ours there, and says the words that run it with Ansible's own Python. */
  List<String> script(Path executable, String name) throws IOException {
    Path script = OurScript.write(name, folder());
    OurScript.write(OurScript.OUR_ANSIBLE, folder());
    List<String> words = new ArrayList<>(Shebang.of(executable).orElse(List.of("python3")));
    words.add(script.toString());
    return words;
  }

  /**
   * Runs a program to its end.
   *
   * @throws AnsibleUnavailableException if it cannot be started, or does not end in time
   */
  Answer ask(List<String> words, Path workingFolder) throws IOException {
    return ask(
        command -> AnsibleProcess.start(command, AnsibleCommand.environment()),
        words,
        workingFolder);
  }

  /**
   * Runs a program to its end.
   *
   * @param executions where its process comes from
   * @throws AnsibleUnavailableException if it cannot be started, or does not end in time
   */
  Answer ask(List<String> words, Path workingFolder, Executions executions) throws IOException {
    return ask(executions::start, words, workingFolder);
  }

  private interface Start {
    Execution of(AnsibleCommand command) throws IOException;
  }

  private Answer ask(Start start, List<String> words, Path workingFolder) throws IOException {
    Path output = folder().resolve("output");
    Files.deleteIfExists(output);
    Execution execution =
        start.of(new AnsibleCommand(words, Map.of(), workingFolder, folder(), output, deadline));
    try {
      if (execution.endsWithin(deadline)) {
        return new Answer(
            execution.exitCode().orElse(UNSEEN),
            beginning(output).replace(folder() + "/", "")); // Nobody knows our temporary files.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      execution.end();
      throw new AnsibleUnavailableException(words.get(0) + " was ended, as asked");
    }
    execution.end();
    throw new AnsibleUnavailableException(
        "%s did not end within %d s: ended".formatted(words.get(0), deadline.toSeconds()));
  }

  private static String beginning(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      return new String(in.readNBytes(MAX_OUTPUT_LENGTH), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    temporary.close();
  }
}
