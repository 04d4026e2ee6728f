package io.restartmonkey.ansible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    Path executable = AnsibleQuery.locate(settings);
    try (AnsibleQuery run = new AnsibleQuery(deadline)) {
      Path result = run.folder().resolve("result.json");
      List<String> words = run.script(executable, SCRIPT);
      words.addAll(List.of(result.toString(), "-i", absolute(inventory)));
      if (extraVariables.isPresent()) {
        Path variables = run.folder().resolve("vars.json");
        Files.writeString(variables, extraVariables.get());
        words.addAll(List.of("-e", "@" + variables));
      }
      words.add(playbook.toAbsolutePath().toString());
      AnsibleQuery.Answer answer = run.ask(words, workingFolder(playbook.toAbsolutePath()));
      return Files.exists(result)
          ? playable(JSON.readTree(result.toFile()))
          : new PlaybookInspection.Unplayable(answer.refusal(executable));
    } catch (IOException e) {
      throw new AnsibleUnavailableException("cannot ask Ansible about " + playbook + ": " + e);
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
        ForeignText.oneLine(node.path("name").asText()),
        ForeignText.oneLine(node.path("pattern").asText()),
        texts(node.path("hosts")),
        Streams.stream(node.path("batches")).map(PlaybookInspector::texts).toList());
  }

  private static List<String> texts(JsonNode list) {
    return Streams.stream(list).map(JsonNode::asText).map(ForeignText::oneLine).toList();
  }
}
