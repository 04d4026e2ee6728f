package io.restartmonkey.ansible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import io.restartmonkey.AnsibleUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks Ansible what it would play, whatever the playbook and the inventory are.
 *
 * <ol>
 *   <li>Take the Python interpreter that {@code ansible-playbook} itself runs with.
 *   <li>Let it run {@code inspect_playbook.py}, which uses Ansible's own code in list mode: nothing
 *       of the playbook is run, nobody is asked anything.
 *   <li>Read its answer, or Ansible's reason to refuse.
 * </ol>
 *
 * <p>{@code ansible.cfg} is the one beside the playbook, as for a run; without one there, the one
 * that Ansible finds by itself. Python plugins beside the playbook are loaded, as by {@code
 * --list-hosts}.
 */
public final class PlaybookInspector {
  private static final String SCRIPT = "inspect_playbook.py";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AnsibleSettings settings;
  private final Duration deadline;

  /**
   * @param deadline how long Ansible may take
   */
  public PlaybookInspector(AnsibleSettings settings, Duration deadline) {
    this.settings = settings;
    this.deadline = deadline;
  }

  /**
   * Inspects a playbook.
   *
   * @param inventory an inventory as {@code -i} takes it: a file, a folder, or names with commas
   * @param extraVariables a JSON object of extra variables
   * @throws AnsibleUnavailableException if Ansible cannot be asked
   */
  public PlaybookInspection inspect(
      Path playbook, String inventory, Optional<String> extraVariables) {
    Path executable = ShortRun.locate(settings);
    try (ShortRun run = new ShortRun(deadline)) {
      Path script = run.folder().resolve(SCRIPT);
      Path result = run.folder().resolve("result.json");
      List<String> words = new ArrayList<>(Interpreter.of(executable).orElse(List.of("python3")));
      words.addAll(List.of(script.toString(), result.toString(), "-i", absolute(inventory)));
      copyScript(script);
      if (extraVariables.isPresent()) {
        Path variables = run.folder().resolve("vars.json");
        Files.writeString(variables, extraVariables.get());
        words.addAll(List.of("-e", "@" + variables));
      }
      words.add(playbook.toAbsolutePath().toString());
      ShortRun.Answer answer = run.ask(words, workingFolder(playbook.toAbsolutePath()));
      return Files.exists(result)
          ? playable(JSON.readTree(result.toFile()))
          : new PlaybookInspection.Unplayable(reason(executable, answer));
    } catch (IOException e) {
      throw new AnsibleUnavailableException("cannot ask Ansible about " + playbook + ": " + e);
    }
  }

  private static void copyScript(Path target) throws IOException {
    try (InputStream script = PlaybookInspector.class.getResourceAsStream(SCRIPT)) {
      Files.copy(Objects.requireNonNull(script, SCRIPT), target);
    }
  }

  private static String absolute(String inventory) {
    return inventory.contains(",") ? inventory : Path.of(inventory).toAbsolutePath().toString();
  }

  private static Path workingFolder(Path playbook) {
    Path folder = Objects.requireNonNull(playbook.getParent());
    return Files.exists(folder.resolve("ansible.cfg")) ? folder : Path.of("").toAbsolutePath();
  }

  private static PlaybookInspection playable(JsonNode root) {
    return new PlaybookInspection.Playable(
        root.path("ansible").asText(),
        texts(root.path("incomplete_because")),
        texts(root.path("notes")),
        Streams.stream(root.path("plays")).map(PlaybookInspector::play).toList());
  }

  private static PlaybookInspection.ListedPlay play(JsonNode node) {
    return new PlaybookInspection.ListedPlay(
        node.path("name").asText(),
        node.path("pattern").asText(),
        texts(node.path("hosts")),
        Streams.stream(node.path("batches")).map(PlaybookInspector::texts).toList());
  }

  private static List<String> texts(JsonNode list) {
    return Streams.stream(list).map(JsonNode::asText).toList();
  }

  private static String reason(Path executable, ShortRun.Answer answer) {
    return AnsibleReason.in(answer.output())
        .orElseThrow(() -> noAnsible(executable, answer.output().strip()));
  }

  private static AnsibleUnavailableException noAnsible(Path executable, String output) {
    return new AnsibleUnavailableException(
        "the Python of %s cannot ask Ansible: %s; check ansible.executable"
            .formatted(executable, output.substring(output.lastIndexOf('\n') + 1)));
  }
}
