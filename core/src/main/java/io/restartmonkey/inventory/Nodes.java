package io.restartmonkey.inventory;

import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Small YAML nodes, made and looked up. */
final class Nodes {
  /** Ansible never renders a template in a value with this tag. */
  private static final Tag UNSAFE = new Tag("!unsafe");

  private Nodes() {}

  static Optional<Node> field(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode k && k.getValue().equals(key))
        .map(NodeTuple::getValueNode)
        .findFirst();
  }

  static NodeTuple entry(String key, Node value) {
    return new NodeTuple(scalar(Tag.STR, key, ScalarStyle.PLAIN), value);
  }

  static Node unsafe(String text) {
    return scalar(UNSAFE, text, ScalarStyle.DOUBLE_QUOTED);
  }

  static MappingNode mapping(List<NodeTuple> entries) {
    FlowStyle style = entries.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK;
    return new MappingNode(Tag.MAP, entries, style);
  }

  private static ScalarNode scalar(Tag tag, String text, ScalarStyle style) {
    return new ScalarNode(tag, text, null, null, style);
  }
}
