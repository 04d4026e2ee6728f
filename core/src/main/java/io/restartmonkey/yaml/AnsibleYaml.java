package io.restartmonkey.yaml;

import java.io.Reader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML as nodes in which every mapping has what it has for Ansible, whose reader is PyYAML.
 *
 * <ol>
 *   <li>What a merge key ({@code <<}) brings comes before the mapping's own keys.
 *   <li>Of several mappings in one merge key the first is the strongest; of several merge keys, the
 *       last.
 *   <li>Of a key that comes again, the last value holds.
 * </ol>
 *
 * <p>Nodes know their lines, and tags such as {@code !vault} stay as they are.
 */
public final class AnsibleYaml {
  /** Ansible has no limit; this is one that no file of a person comes near. */
  private static final int MAX_ALIASES = 10_000;

  private static final int MAX_KEYS = 100_000;
  private static final Set<String> TRUE = Set.of("yes", "true", "on");

  private final Set<Node> merged = Collections.newSetFromMap(new IdentityHashMap<>());
  private final BiConsumer<MappingNode, Node> repeated;
  private int keys;

  private AnsibleYaml(BiConsumer<MappingNode, Node> repeated) {
    this.repeated = repeated;
  }

  /**
   * Reads one document.
   *
   * @return empty if there is none
   * @throws YAMLException if it is not YAML, or a merge key is given what cannot be merged
   */
  public static Optional<Node> read(Reader text) {
    return read(text, (mapping, key) -> {});
  }

  /**
   * Reads one document.
   *
   * @param repeated is told of each key that a mapping itself has again; merged keys never are
   * @return empty if there is none
   * @throws YAMLException if it is not YAML, or a merge key is given what cannot be merged
   */
  public static Optional<Node> read(Reader text, BiConsumer<MappingNode, Node> repeated) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    Optional<Node> root = Optional.ofNullable(new Yaml(options).compose(text));
    root.ifPresent(
        node ->
            new AnsibleYaml(repeated)
                .resolve(node, Collections.newSetFromMap(new IdentityHashMap<>())));
    return root;
  }

  private void resolve(Node node, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> resolve(item, seen));
    } else if (node instanceof MappingNode mapping) {
      merge(mapping);
      mapping
          .getValue()
          .forEach(
              field -> {
                resolve(field.getKeyNode(), seen);
                resolve(field.getValueNode(), seen);
              });
    }
  }

  /** Puts into a mapping what its merge keys bring; an alias can be met again on the way. */
  private void merge(MappingNode mapping) {
    if (!merged.add(mapping)) {
      return;
    }
    List<NodeTuple> brought = new ArrayList<>();
    List<NodeTuple> own = new ArrayList<>();
    for (NodeTuple field : mapping.getValue()) {
      if (field.getKeyNode().getTag().equals(Tag.MERGE)) {
        mergeable(mapping, field.getValueNode()).forEach(each -> brought.add(copy(each)));
      } else {
        own.add(field);
      }
    }
    Set<Object> names = new HashSet<>();
    own.stream()
        .map(NodeTuple::getKeyNode)
        .filter(key -> !names.add(identity(key)))
        .forEach(key -> repeated.accept(mapping, key));
    brought.addAll(own);
    mapping.setValue(withoutRepeats(brought));
    keys += mapping.getValue().size();
    if (keys > MAX_KEYS) {
      throw wrong(mapping, mapping, "merge keys bring more than %d keys".formatted(MAX_KEYS));
    }
  }

  private List<NodeTuple> mergeable(MappingNode into, Node value) {
    if (value instanceof MappingNode mapping) {
      merge(mapping);
      return mapping.getValue();
    }
    if (!(value instanceof SequenceNode list)) {
      throw wrong(into, value, "expected a mapping or list of mappings for merging");
    }
    List<NodeTuple> all = new ArrayList<>();
    for (int i = list.getValue().size() - 1; i >= 0; i--) {
      if (!(list.getValue().get(i) instanceof MappingNode mapping)) {
        throw wrong(into, value, "expected a mapping for merging");
      }
      merge(mapping);
      all.addAll(mapping.getValue());
    }
    return all;
  }

  /** Whoever writes nodes makes an alias of each that is met twice, even of a key. */
  private static NodeTuple copy(NodeTuple field) {
    return new NodeTuple(copy(field.getKeyNode()), copy(field.getValueNode()));
  }

  private static Node copy(Node node) {
    return node instanceof ScalarNode scalar
        ? new ScalarNode(
            scalar.getTag(),
            scalar.getValue(),
            scalar.getStartMark(),
            scalar.getEndMark(),
            scalar.getScalarStyle())
        : node;
  }

  /** Each key as it came first, with the value that it had last. */
  private static List<NodeTuple> withoutRepeats(List<NodeTuple> fields) {
    Map<Object, NodeTuple> last = new LinkedHashMap<>();
    fields.forEach(
        field ->
            last.merge(
                identity(field.getKeyNode()),
                field,
                (before, now) -> new NodeTuple(before.getKeyNode(), now.getValueNode())));
    return new ArrayList<>(last.values());
  }

  private record ScalarKey(Tag tag, String text) {}

  /**
   * What two keys have in common that are one for Python, to which yes, true and 1 are the same.
   */
  private static Object identity(Node key) {
    if (!(key instanceof ScalarNode scalar)) {
      return key;
    }
    String text = scalar.getValue();
    if (scalar.getTag().equals(Tag.BOOL)) {
      return new ScalarKey(Tag.INT, TRUE.contains(text.toLowerCase(Locale.ROOT)) ? "1" : "0");
    }
    return new ScalarKey(scalar.getTag(), text);
  }

  private static YAMLException wrong(Node in, Node at, String problem) {
    return new Wrong(in, at, problem);
  }

  private static final class Wrong extends MarkedYAMLException {
    private static final long serialVersionUID = 1L;

    Wrong(Node in, Node at, String problem) {
      super("while reading a mapping", in.getStartMark(), problem, at.getStartMark());
    }
  }
}
