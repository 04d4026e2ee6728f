package io.restartmonkey.plan;

import com.google.common.collect.Sets;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Writes nodes of somebody's YAML again, between brackets, with their tags as they are. */
final class YamlNodesWriter {
  /** What merges itself has no end. */
  private static final int DEEPEST_MERGE = 20;

  private YamlNodesWriter() {}

  /** The fields of a mapping, with those that it merges ({@code <<}) and does not have itself. */
  static Map<String, Node> fields(@Nullable Node node) {
    return fields(node, 0);
  }

  private static Map<String, Node> fields(@Nullable Node node, int depth) {
    Map<String, Node> fields = new LinkedHashMap<>();
    List<Node> merged = new ArrayList<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
          merged.add(tuple.getValueNode());
        } else if (tuple.getKeyNode() instanceof ScalarNode key) {
          fields.put(key.getValue(), tuple.getValueNode());
        }
      }
    }
    for (Node one : merged) {
      List<Node> each = one instanceof SequenceNode list ? list.getValue() : List.of(one);
      if (depth < DEEPEST_MERGE) {
        each.forEach(other -> fields(other, depth + 1).forEach(fields::putIfAbsent));
      }
    }
    return fields;
  }

  static MappingNode mapping(Map<String, Node> fields) {
    List<NodeTuple> tuples = new ArrayList<>();
    fields.forEach((name, value) -> tuples.add(new NodeTuple(text(name), value)));
    return new MappingNode(Tag.MAP, tuples, FlowStyle.FLOW);
  }

  static ScalarNode text(String text) {
    return new ScalarNode(Tag.STR, text, null, null, DumperOptions.ScalarStyle.DOUBLE_QUOTED);
  }

  /** What stands between the brackets of a mapping with these fields; empty if there are none. */
  static String words(Map<String, Node> fields) {
    MappingNode mapping = mapping(fields);
    flow(mapping, Sets.newIdentityHashSet());
    DumperOptions options = new DumperOptions();
    options.setWidth(Integer.MAX_VALUE);
    options.setSplitLines(false);
    StringWriter text = new StringWriter();
    try {
      new Yaml(options).serialize(mapping, text);
    } catch (RuntimeException e) {
      throw new IllegalStateException("YAML that was read cannot be written", e);
    }
    String whole = text.toString().strip();
    return whole.substring(1, whole.length() - 1).strip();
  }

  private static void flow(Node node, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof CollectionNode<?> collection) {
      collection.setFlowStyle(FlowStyle.FLOW);
    }
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> flow(item, seen));
    } else if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> flow(tuple.getValueNode(), seen));
    }
  }
}
