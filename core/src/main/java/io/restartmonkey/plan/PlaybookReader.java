package io.restartmonkey.plan;

import com.google.common.collect.Streams;
import io.restartmonkey.cluster.ForeignText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the plays of a playbook, following {@code import_playbook}, as far as their order needs it.
 *
 * <p>Everything inside a play is Ansible's business and is not looked at, but for tags that say
 * whether anything of it runs, for variables, which are gone after it, and for questions, which
 * nobody answers.
 */
public final class PlaybookReader {
  private static final Set<String> IMPORTS = PlaybookModules.named("import_playbook");

  private static final Set<String> WITH_TASKS = Set.of("pre_tasks", "roles", "tasks", "post_tasks");

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
      throw yaml.wrong(root, "a playbook is a list of plays");
    }
    List<Path> trail =
        Streams.concat(importedFrom.stream(), Stream.of(file.toAbsolutePath().normalize()))
            .toList();
    List<Play> plays = new ArrayList<>();
    for (Node entry : list.getValue()) {
      plays.addAll(entry(yaml, entry, trail, tags, found));
    }
    return plays;
  }

  private static List<Play> entry(
      YamlNodes yaml, Node entry, List<Path> trail, List<String> inheritedTags, Found found) {
    Map<String, Node> fields = yaml.fields(entry, "a play");
    List<String> tags =
        Streams.concat(inheritedTags.stream(), texts(yaml, fields, "tags").stream())
            .distinct()
            .toList();
    Optional<Node> imported =
        fields.keySet().stream().filter(IMPORTS::contains).findFirst().map(fields::get);
    if (imported.isPresent()) {
      PlayImport here = new PlayImport(yaml.file(), YamlNodes.line(entry));
      List<Play> plays =
          imported(yaml, imported.get(), trail, tags, found).stream()
              .map(play -> play.withImport(here))
              .toList();
      return runAfter(yaml, fields)
          .map(after -> plays.stream().map(play -> play.withRunAfter(after)).toList())
          .orElse(plays);
    }
    Node hosts = fields.get("hosts");
    if (hosts == null) {
      throw yaml.wrong(entry, "this play has no 'hosts'");
    }
    String pattern = pattern(yaml, hosts);
    Play play =
        new Play(
            yaml.file(),
            YamlNodes.line(entry),
            name(yaml, fields).orElse(pattern),
            pattern,
            runAfter(yaml, fields),
            tags,
            WITH_TASKS.stream().map(fields::get).anyMatch(PlaybookReader::isFilled),
            PlaybookTags.leaveOut(tags) && PlaybookTags.anyAlways(yaml.file(), fields),
            List.of());
    found.variables().take(play, entry);
    found.prompts().take(play, fields);
    return List.of(play);
  }

  private static Optional<String> name(YamlNodes yaml, Map<String, Node> fields) {
    return Optional.ofNullable(fields.get("name"))
        .map(name -> ForeignText.oneLine(yaml.text(name, "a play's name").strip()))
        .filter(name -> !name.isEmpty());
  }

  private static boolean isFilled(@Nullable Node tasks) {
    return tasks instanceof SequenceNode list && !list.getValue().isEmpty();
  }

  /** Ansible splits the items of a list at colons, but no text that has a comma. */
  private static String pattern(YamlNodes yaml, Node hosts) {
    List<String> items = yaml.texts(hosts, "'hosts'");
    boolean apart = hosts instanceof SequenceNode && items.stream().noneMatch(i -> i.contains(","));
    return String.join(apart && items.stream().anyMatch(i -> i.contains(":")) ? ":" : ",", items);
  }

  private static List<Play> imported(
      YamlNodes yaml, Node target, List<Path> trail, List<String> tags, Found found) {
    String what = "an imported playbook";
    String name = yaml.shown(target, yaml.text(target, what), what);
    if (name.contains("{{")) {
      throw yaml.wrong(target, "the order cannot depend on a template: import a plain file name");
    }
    Path file = yaml.file().resolveSibling(name);
    if (trail.contains(file.toAbsolutePath().normalize())) {
      throw yaml.wrong(target, "this playbook imports itself: " + name);
    }
    return plays(file, trail, tags, found);
  }

  /** The variables of an import are stronger than those of its plays. */
  private static Optional<List<String>> runAfter(YamlNodes yaml, Map<String, Node> fields) {
    return Optional.ofNullable(fields.get("vars"))
        .filter(MappingNode.class::isInstance)
        .map(node -> yaml.fields(node, "'vars'").get("run_after"))
        .map(node -> yaml.texts(node, "'run_after'"));
  }

  private static List<String> texts(YamlNodes yaml, Map<String, Node> fields, String key) {
    Node node = fields.get(key);
    return node == null ? List.of() : yaml.texts(node, "'" + key + "'");
  }

  /** What plays have besides their order that matters to a run. */
  private record Found(PlaybookVariables variables, PlaybookPrompts prompts) {
    List<String> notes() {
      return Streams.concat(variables.notes().stream(), prompts.notes().stream()).toList();
    }
  }
}
