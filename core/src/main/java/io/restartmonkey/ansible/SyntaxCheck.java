package io.restartmonkey.ansible;

import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks {@code ansible-playbook --syntax-check}, which loads roles and variables, and runs nothing;
 * the script that chooses a play refuses settings that leave tasks out.
 */
final class SyntaxCheck {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private SyntaxCheck() {}

  /** Why Ansible would refuse to begin these playbooks, which are in one folder. */
  static List<String> refusals(
      AnsibleSettings settings, Executions executions, Inventory inventory, List<Path> playbooks) {
    PlayScript script = PlayScript.of(settings.locate());
    try (AnsibleQuery run = new AnsibleQuery(DEADLINE)) {
      RunFiles files = new RunFiles(run.folder());
      files.writeScript(Optional.empty());
      Path file = run.folder().resolve("restartInventory");
      inventory.write(file);
      List<String> words = new ArrayList<>(script.words(files));
      words.addAll(List.of("--syntax-check", "-i", file.toString()));
      playbooks.forEach(playbook -> words.add(playbook.toAbsolutePath().toString()));
      Path folder = Objects.requireNonNull(playbooks.get(0).toAbsolutePath().getParent());
      AnsibleQuery.Answer answer = run.ask(words, folder, executions);
      return answer.exitCode() == 0 ? List.of() : List.of(AnsibleReason.ofRefusal(answer.output()));
    } catch (IOException e) {
      throw new AnsibleUnavailableException("cannot ask Ansible about " + playbooks + ": " + e);
    }
  }
}
