package io.restartmonkey.ansible;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.PatternMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Asks Ansible's own code, through {@code list_hosts.py}, which hosts a pattern means.
 *
 * <p>Not {@code ansible PATTERN --list-hosts}: that prints warnings among the names, and takes a
 * pattern that it cannot read for one that matches nothing.
 */
final class HostList {
  private static final String SCRIPT = "list_hosts.py";
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private HostList() {}

  /** The hosts, or Ansible's reason to refuse. */
  static PatternMatch of(
      AnsibleSettings settings, Inventory inventory, Path folder, String pattern) {
    Path executable = AnsibleQuery.locate(settings);
    try (AnsibleQuery run = new AnsibleQuery(DEADLINE)) {
      Path file = run.folder().resolve("restartInventory");
      Path question = Files.writeString(run.folder().resolve("pattern"), pattern);
      Path result = run.folder().resolve("result.json");
      inventory.write(file);
      List<String> words = run.script(executable, SCRIPT);
      words.addAll(List.of(result.toString(), question.toString(), file.toString()));
      AnsibleQuery.Answer answer = run.ask(words, folder);
      return Files.exists(result)
          ? new PatternMatch.Hosts(JSON.readValue(result.toFile(), new TypeReference<>() {}))
          : new PatternMatch.Refused(answer.refusal(executable));
    } catch (IOException e) {
      throw new AnsibleUnavailableException("cannot ask Ansible about '" + pattern + "': " + e);
    }
  }
}
