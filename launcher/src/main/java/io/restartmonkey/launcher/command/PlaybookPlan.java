package io.restartmonkey.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.ansible.PlaybookInspection;
import io.restartmonkey.ansible.PlaybookInspection.ListedPlay;
import io.restartmonkey.ansible.PlaybookInspection.Playable;
import io.restartmonkey.ansible.PlaybookInspection.Unplayable;
import io.restartmonkey.ansible.PlaybookInspector;
import io.restartmonkey.cluster.JsonProblem;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.view.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans anyone's playbook by asking Ansible. */
final class PlaybookPlan {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final Console console;
  private final AnsibleSettings ansible;
  private final PlaybookOptions options;

  /**
   * @param console what it prints to
   * @param ansible how Ansible is called
   * @param options which playbook
   */
  PlaybookPlan(Console console, AnsibleSettings ansible, PlaybookOptions options) {
    this.console = console;
    this.ansible = ansible;
    this.options = options;
  }

  int show(Output output) {
    Optional<String> variables = Optional.ofNullable(options.extraVars);
    variables.ifPresent(PlaybookPlan::requireObject);
    PlaybookInspection inspection =
        new PlaybookInspector(ansible, DEADLINE)
            .inspect(options.playbook, options.inventory, variables);
    if (inspection instanceof Unplayable refused) {
      if (output == Output.json) {
        console.out().println(Json.pretty(Map.of("refusals", List.of(refused.reason()))));
      }
      console.say("refused: " + refused.reason());
      return Exit.CONTENT;
    }
    Playable playable = (Playable) inspection;
    if (output == Output.json) {
      console.out().println(Json.pretty(tree(playable)));
    } else {
      print(playable);
    }
    return Exit.DONE;
  }

  private Map<String, Object> tree(Playable playable) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("playbook", options.playbook.toString());
    tree.put("inventory", options.inventory);
    tree.put("ansible", playable.ansible());
    tree.put("complete", playable.isComplete());
    if (!playable.isComplete()) {
      tree.put("reason", String.join("; ", playable.incompleteBecause()));
    }
    tree.put("notes", playable.notes());
    tree.put("plays", playable.plays().stream().map(PlaybookPlan::play).toList());
    return tree;
  }

  private static Map<String, Object> play(ListedPlay play) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", play.name());
    tree.put("pattern", play.pattern());
    tree.put("hosts", play.hosts());
    tree.put("batches", play.batches());
    return tree;
  }

  private void print(Playable playable) {
    int number = 1;
    for (ListedPlay play : playable.plays()) {
      console.out().printf("%d  %s (%s)%n", number++, play.name(), play.pattern());
      if (play.hosts().isEmpty()) {
        console.out().println("     no hosts");
      }
      play.batches().forEach(batch -> console.out().println("     " + String.join(", ", batch)));
    }
    playable.notes().forEach(note -> console.say("note: " + note));
    playable
        .incompleteBecause()
        .forEach(reason -> console.say("incomplete: later plays may get other hosts: " + reason));
  }

  private static void requireObject(String json) {
    try {
      JsonMapper mapper =
          JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
      if (!mapper.readTree(json).isObject()) {
        throw ConfigException.ofFlag("--extra-vars", "must be a JSON object");
      }
    } catch (JsonProcessingException e) {
      throw ConfigException.ofFlag(
          "--extra-vars", "not JSON: " + JsonProblem.of(e.getOriginalMessage(), 0));
    }
  }
}
