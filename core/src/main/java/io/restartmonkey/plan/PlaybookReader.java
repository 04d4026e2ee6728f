package io.restartmonkey.plan;

import com.google.common.collect.Streams;
import io.restartmonkey.cluster.Utf8Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the plays of a playbook, following {@code import_playbook}, as far as their order needs it.
 *
 * <p>Everything inside a play is Ansible's business and is not looked at, but for tags that say
 * whether anything of it runs, for variables, which are gone after it, and for questions, which
 * nobody answers.
 */
public final class PlaybookReader {
  private static final Pattern OF_A_COLLECTION = Pattern.compile("\\w+(\\.\\w+){2,}");
  private static final String ENCRYPTED = "$ANSIBLE_VAULT;";

  private PlaybookReader() {}

  /**
   * Reads a playbook.
   *
   * @throws PlaybookException if the file cannot be read, is not a list of plays, or imports itself
   */
  public static Playbook read(Path file) {
    Found found = new Found(new PlaybookVariables(), new PlaybookPrompts());
    List<Play> plays = plays(file, List.of(), List.of(), found);
    return new Playbook(file, plays, found.notes(), found.prompts().prompts());
  }

  private static List<Play> plays(
      Path file, List<Path> importedFrom, List<String> tags, Found found) {
    YamlNodes yaml = new YamlNodes(file);
    Node root =
        yaml.root().orElseThrow(() -> new PlaybookException(file, "is empty: it has no play"));
    if (!(root instanceof SequenceNode list)) {
      throw root instanceof ScalarNode text && text.getValue().startsWith(ENCRYPTED)
          ? yaml.wrong(
              root,
              "is encrypted, but its plays must be read; decrypt it with: ansible-vault decrypt")
          : yaml.wrong(root, "a playbook is a list of plays");
    }
    List<Path> trail =
        Streams.concat(importedFrom.stream(), Stream.of(file.toAbsolutePath().normalize()))
            .toList();
    List<Play> plays = new ArrayList<>();
    for (Node entry : list.getValue()) {
      plays.addAll(entry(PlaybookEntry.of(yaml, entry, tags), trail, found));
    }
    return plays;
  }

  private static List<Play> entry(PlaybookEntry entry, List<Path> trail, Found found) {
    Optional<Node> imported = entry.imported();
    if (imported.isPresent()) {
      return entry.asImported(imported(entry, imported.get(), trail, found));
    }
    Play play = entry.play();
    found.variables().take(play, entry.node());
    found.prompts().take(play, entry.fields());
    return List.of(play);
  }

  private static List<Play> imported(
      PlaybookEntry entry, Node target, List<Path> trail, Found found) {
    YamlNodes yaml = entry.yaml();
    String what = "an imported playbook";
    String name = yaml.shown(target, yaml.text(target, what), what);
    if (name.contains("{{")) {
      throw yaml.wrong(target, "the order cannot depend on a template: import a plain file name");
    }
    Path file = yaml.file().resolveSibling(name);
    if (OF_A_COLLECTION.matcher(name).matches() && !Utf8Text.isThere(file)) {
      throw yaml.wrong(
          target,
          "'%s' is a playbook of a collection, which Restart Monkey does not look for; import it by its path"
              .formatted(name));
    }
    if (trail.contains(file.toAbsolutePath().normalize())) {
      throw yaml.wrong(target, "this playbook imports itself: " + name);
    }
    return plays(file, trail, entry.tags(), found);
  }

  /** What plays have besides their order that matters to a run. */
  private record Found(PlaybookVariables variables, PlaybookPrompts prompts) {
    List<String> notes() {
      return Streams.concat(variables.notes().stream(), prompts.notes().stream()).toList();
    }
  }
}
