package io.restartmonkey.plan;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Which tasks Ansible leaves out for their tags, where nobody asks for tags. */
final class PlaybookTags {
  private static final Splitter COMMAS = Splitter.on(',').trimResults();

  /** A rescue runs only after a task of its block, which then has the tag as well. */
  private static final List<String> BELOW =
      List.of("pre_tasks", "roles", "tasks", "post_tasks", "block", "always");

  private static final Set<String> IMPORTS = PlaybookModules.named("import_tasks");

  private PlaybookTags() {}

  /** Whether a task is left out that has these tags, with those of what it stands in. */
  static boolean leaveOut(Collection<String> tags) {
    return tags.contains("never") && !tags.contains("always");
  }

  /** The tags that stand at a play, a block or a task. */
  static Set<String> of(Map<String, Node> fields) {
    return texts(fields.get("tags"));
  }

  /**
   * Whether something in the play is tagged {@code always}, so that it runs in spite of the play's
   * own {@code never}. Files of tasks that it imports are read; what roles hold is not.
   */
  static boolean anyAlways(Path file, Map<String, Node> play) {
    return below(file, play, new HashSet<>());
  }

  private static boolean below(Path file, Map<String, Node> fields, Set<Path> read) {
    return BELOW.stream().anyMatch(key -> anyAlways(file, fields.get(key), read))
        || IMPORTS.stream()
            .flatMap(key -> imported(file, fields.get(key)))
            .anyMatch(tasks -> anyAlways(tasks, read));
  }

  private static boolean anyAlways(Path file, @Nullable Node list, Set<Path> read) {
    return list instanceof SequenceNode sequence
        && sequence.getValue().stream()
            .filter(MappingNode.class::isInstance)
            .map(item -> YamlNodesWriter.fields((MappingNode) item))
            .anyMatch(task -> of(task).contains("always") || below(file, task, read));
  }

  private static boolean anyAlways(Path tasks, Set<Path> read) {
    return read.add(tasks)
        && new YamlNodes(tasks).root().filter(root -> anyAlways(tasks, root, read)).isPresent();
  }

  /** A name with a template is found nowhere. */
  private static Stream<Path> imported(Path file, @Nullable Node target) {
    Node name =
        target instanceof MappingNode mapping
            ? YamlNodesWriter.fields(mapping).get("file")
            : target;
    return name instanceof ScalarNode text
        ? Stream.of(file.resolveSibling(text.getValue())).filter(Files::isRegularFile)
        : Stream.of();
  }

  private static Set<String> texts(@Nullable Node node) {
    if (node instanceof SequenceNode list) {
      return list.getValue().stream()
          .flatMap(item -> texts(item).stream())
          .collect(toUnmodifiableSet());
    }
    return node instanceof ScalarNode text
        ? Set.copyOf(COMMAS.splitToList(text.getValue()))
        : Set.of();
  }
}
