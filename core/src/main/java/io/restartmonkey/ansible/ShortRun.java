package io.restartmonkey.ansible;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.AnsibleUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a program of Ansible something, in a temporary folder that is gone afterwards, like every
 * process of it. It can ask nobody anything, as it has neither terminal nor input.
 */
final class ShortRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShortRun.class);

  private final Path folder;
  private final Duration deadline;

  /** Makes the temporary folder. */
  ShortRun(Duration deadline) {
    this.deadline = deadline;
    try {
      this.folder = Files.createTempDirectory("restart-monkey-").toRealPath();
    } catch (IOException e) {
      throw new AnsibleUnavailableException("no temporary folder can be made: " + e);
    }
  }

  /**
   * What the program said.
   *
   * @param exitCode its exit code
   * @param output standard output and standard error
   */
  record Answer(int exitCode, String output) {

    /**
     * Why a script of ours has no result: Ansible's reason to refuse.
     *
     * @throws AnsibleUnavailableException if it was not Ansible that refused
     */
    String refusal(Path executable) {
      return AnsibleReason.in(output).orElseThrow(() -> noAnsible(executable));
    }

    private AnsibleUnavailableException noAnsible(Path executable) {
      String text = output.strip();
      return new AnsibleUnavailableException(
          "the Python of %s cannot ask Ansible: %s; check ansible.executable"
              .formatted(executable, text.substring(text.lastIndexOf('\n') + 1)));
    }
  }

  /** Finds Ansible; logging in nowhere, it needs no SSH key. */
  static Path locate(AnsibleSettings settings) {
    return new AnsibleSettings(settings.executable(), Optional.empty(), Optional.empty()).locate();
  }

  /** The temporary folder. */
  Path folder() {
    return folder;
  }

  /** Puts a script of ours there, and says the words that run it with Ansible's own Python. */
  List<String> script(Path executable, String name) throws IOException {
    Path script = folder.resolve(name);
    try (InputStream source = ShortRun.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(source, name), script);
    }
    List<String> words = new ArrayList<>(Interpreter.of(executable).orElse(List.of("python3")));
    words.add(script.toString());
    return words;
  }

  /**
   * Runs a program to its end.
   *
   * @throws AnsibleUnavailableException if it cannot be started, or does not end in time
   */
  Answer ask(List<String> words, Path workingFolder) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(ProcessTree.MARK, folder.toString());
    environment.put("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1");
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.remove("ANSIBLE_FORCE_COLOR");
    environment.remove("RESTART_MONKEY_REDIS_PASSWORD");
    AnsibleProcess process = new AnsibleProcess(words, environment, workingFolder, folder, output);
    try {
      if (process.endsWithin(deadline)) {
        return new Answer(process.exitCode(), output.toString(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.end();
    throw new AnsibleUnavailableException(
        "%s did not end within %d s: ended".formatted(words.get(0), deadline.toSeconds()));
  }

  @Override
  public void close() {
    try {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      LOG.debug("{} is left behind", folder, e);
    }
  }
}
