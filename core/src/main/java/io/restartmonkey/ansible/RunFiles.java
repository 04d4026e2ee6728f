package io.restartmonkey.ansible;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.RunFolderException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one run, all in its folder.
 *
 * @param folder the run's folder, absolute
 */
record RunFiles(Path folder) {
  /** Chooses the play, see {@link PlayScript}. */
  static final String SCRIPT = "run_play.py";

  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);
  private static final int LAST_OUTPUT = 64 * 1024;
  private static final String CONTROL_NODE =
      """
      all:
        hosts:
          localhost:
            ansible_connection: local
      """;

  Path inventory() {
    return folder.resolve("restartInventory");
  }

  /** An inventory of the machine that Ansible runs on, which otherwise no limit may name. */
  Path controlNode() {
    return folder.resolve("controlNode");
  }

  Path variables() {
    return folder.resolve("vars.json");
  }

  /** The script that chooses the play, see {@link PlayScript}. */
  Path script() {
    return folder.resolve(SCRIPT);
  }

  /** Which play it chooses. */
  Path play() {
    return folder.resolve("play.json");
  }

  Path limit() {
    return folder.resolve("limit");
  }

  Path command() {
    return folder.resolve("command");
  }

  Path stdout() {
    return folder.resolve("stdout");
  }

  Path events() {
    return folder.resolve("events.jsonl");
  }

  /** There once Ansible has refused to begin. */
  Path refused() {
    return folder.resolve("refused");
  }

  /**
   * Whether the run is over, as Ansible told its end, or never began. What still carries its mark
   * then is a program that a task or a vault script has left, or a connection of ssh.
   */
  boolean isOver() {
    return Files.exists(refused()) || EventFile.hasEnd(events());
  }

  /** Writes everything that Ansible reads; events of an earlier attempt are put aside. */
  void prepare(PlaybookRun run, List<String> command) {
    try {
      run.inventory().write(inventory());
      PrivateFile.write(
          variables(), new ObjectMapper().writeValueAsString(unsafe(run.variables())));
      writeScript(run.play());
      PrivateFile.write(command(), PlaybookCommand.line(command) + "\n");
      EventCallback.write(folder);
      if (PlaybookCommand.isOnControlNode(run)) {
        PrivateFile.write(controlNode(), CONTROL_NODE);
      }
      if (PlaybookCommand.needsLimitFile(run)) {
        PrivateFile.write(limit(), String.join("\n", run.targets()) + "\n");
      }
      Files.deleteIfExists(stdout());
      Files.deleteIfExists(refused());
      if (Files.exists(events())) {
        Files.move(
            events(), folder.resolve("events.before.jsonl"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(e);
    }
  }

  /** Writes the script that chooses a play, and which; if none, it chooses all. */
  void writeScript(Optional<OnePlay> chosen) throws IOException {
    OurScript.write(SCRIPT, folder);
    OurScript.write(OurScript.OUR_ANSIBLE, folder);
    Map<String, Object> play = new LinkedHashMap<>();
    chosen.ifPresent(
        one -> {
          play.put("number", one.number());
          play.put("of", one.of());
          play.put("name", one.name());
          play.put("hosts", one.hosts());
        });
    PrivateFile.write(play(), new ObjectMapper().writeValueAsString(play));
  }

  /** What Ansible printed last; an interrupted thread reads it, too. */
  String lastOutput() {
    try (RandomAccessFile stdout = new RandomAccessFile(stdout().toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(LAST_OUTPUT, stdout.length())];
      stdout.seek(stdout.length() - tail.length);
      stdout.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "ansible-playbook gave no reason: " + e;
    }
  }

  /** Where that cannot be written, what such a run has left may be taken for a run at work. */
  void noteThatItWasRefused() {
    try {
      PrivateFile.write(refused(), "");
    } catch (IOException e) {
      LOG.debug("{} cannot be written", refused(), e);
    }
  }

  /** The failure of a run whose output cannot be written. */
  RunFolderException unwritableOutput(IOException cause) {
    return new RunFolderException(stdout() + " cannot be written: " + FileProblem.of(cause), cause);
  }

  private RunFolderException unwritable(Exception cause) {
    return new RunFolderException(folder + " cannot be written: " + FileProblem.of(cause), cause);
  }

  /** Marks every text as unsafe, so that Ansible renders no template in it. */
  private static Object unsafe(Object value) {
    if (value instanceof String text) {
      return Map.of("__ansible_unsafe", text);
    } else if (value instanceof List<?> list) {
      return list.stream().map(RunFiles::unsafe).toList();
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new LinkedHashMap<>();
      new TreeMap<>(map).forEach((key, each) -> sorted.put(String.valueOf(key), unsafe(each)));
      return sorted;
    }
    return value;
  }
}
