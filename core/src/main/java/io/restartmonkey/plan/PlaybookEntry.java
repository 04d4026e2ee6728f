package io.restartmonkey.plan;

import com.google.common.collect.Streams;
import io.restartmonkey.cluster.ForeignText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One entry of a playbook: a play, or the import of another playbook.
 *
 * @param yaml the file that it stands in
 * @param node the entry itself
 * @param fields its keys and values
 * @param tags its own tags, after those of the imports that led here
 */
record PlaybookEntry(YamlNodes yaml, Node node, Map<String, Node> fields, List<String> tags) {
  private static final Set<String> IMPORTS = PlaybookModules.named("import_playbook");

  private static final Set<String> WITH_TASKS = Set.of("pre_tasks", "roles", "tasks", "post_tasks");

  static PlaybookEntry of(YamlNodes yaml, Node node, List<String> inheritedTags) {
    Map<String, Node> fields = yaml.fields(node, "a play");
    List<String> own =
        Optional.ofNullable(fields.get("tags"))
            .map(tags -> yaml.texts(tags, "'tags'"))
            .orElse(List.of());
    return new PlaybookEntry(
        yaml,
        node,
        fields,
        Streams.concat(inheritedTags.stream(), own.stream()).distinct().toList());
  }

  /** The playbook that it imports; empty if it is a play. */
  Optional<Node> imported() {
    return fields.keySet().stream().filter(IMPORTS::contains).findFirst().map(fields::get);
  }

  /** Plays as this import brings them: its variables are stronger than theirs. */
  List<Play> asImported(List<Play> plays) {
    PlayImport here = new PlayImport(yaml.file(), YamlNodes.line(node));
    Optional<List<String>> after = runAfter();
    return plays.stream()
        .map(play -> play.withImport(here))
        .map(play -> after.map(play::withRunAfter).orElse(play))
        .toList();
  }

  /**
   * The play that it is.
   *
   * @throws PlaybookException if it names no hosts
   */
  Play play() {
    String pattern = pattern();
    return new Play(
        yaml.file(),
        YamlNodes.line(node),
        name().orElse(pattern),
        pattern,
        runAfter(),
        tags,
        WITH_TASKS.stream().map(fields::get).anyMatch(PlaybookEntry::isFilled),
        PlaybookTags.leaveOut(tags) && PlaybookTags.anyAlways(yaml.file(), fields),
        List.of());
  }

  /** Ansible splits the items of a list at colons, but no text that has a comma. */
  private String pattern() {
    Node hosts = fields.get("hosts");
    if (hosts == null) {
      throw yaml.wrong(node, "this play has no 'hosts'");
    }
    List<String> items = yaml.texts(hosts, "'hosts'");
    boolean apart = hosts instanceof SequenceNode && items.stream().noneMatch(i -> i.contains(","));
    return String.join(apart && items.stream().anyMatch(i -> i.contains(":")) ? ":" : ",", items);
  }

  private Optional<String> name() {
    return Optional.ofNullable(fields.get("name"))
        .map(name -> ForeignText.oneLine(yaml.text(name, "a play's name").strip()))
        .filter(name -> !name.isEmpty());
  }

  private Optional<List<String>> runAfter() {
    return Optional.ofNullable(fields.get("vars"))
        .filter(MappingNode.class::isInstance)
        .map(vars -> yaml.fields(vars, "'vars'").get("run_after"))
        .map(groups -> yaml.texts(groups, "'run_after'"));
  }

  private static boolean isFilled(@Nullable Node tasks) {
    return tasks instanceof SequenceNode list && !list.getValue().isEmpty();
  }
}
