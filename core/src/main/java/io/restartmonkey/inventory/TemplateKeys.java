package io.restartmonkey.inventory;

import static java.util.Collections.newSetFromMap;

import io.restartmonkey.cluster.Nearest;
import io.restartmonkey.cluster.Syntax;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Refuses keys of a template that Ansible passes over, or of which it takes the last alone.
 *
 * @param file the template, for messages
 * @param repeated for each mapping that has a key again, that key; compares nodes by identity
 * @param checked the variables that were looked into, by identity
 */
record TemplateKeys(Path file, IdentityHashMap<Node, Node> repeated, Set<Node> checked) {
  private static final List<String> SECTIONS = List.of("hosts", "vars", "children");

  /** What people put anchors below; Ansible passes over such a key of a group, never a group. */
  private static final String ASIDE = "x-";

  TemplateKeys(Path file, IdentityHashMap<Node, Node> repeated) {
    this(file, repeated, newSetFromMap(new IdentityHashMap<>()));
  }

  /** Every key beside {@code all} is a group for Ansible. */
  void checkTop(MappingNode root) {
    checkRepeats(root, "the template");
    boolean hasAll = Nodes.field(root, "all").isPresent();
    for (NodeTuple field : root.getValue()) {
      String key = text(field.getKeyNode());
      if (!key.equals("all")) {
        Optional<String> meant =
            hasAll ? Optional.empty() : Nearest.question(key, List.of("all"), 1);
        String below = key.startsWith(ASIDE) ? "it" : "groups below 'children:'";
        throw wrong(
            field.getKeyNode(),
            "an inventory template has one key, 'all', but here is %s; %s"
                .formatted(Syntax.quote(key), meant.orElse("put " + below + " below 'all:'")));
      }
    }
  }

  void checkGroup(String group, Node body) {
    if (!(body instanceof MappingNode mapping)) {
      if (!body.getTag().equals(Tag.NULL)) {
        throw wrong(body, "group '%s' is no mapping; write '%s: {}'".formatted(group, group));
      }
      return;
    }
    checkRepeats(mapping, "group '" + group + "'");
    for (NodeTuple field : mapping.getValue()) {
      String key = text(field.getKeyNode());
      if (key.equals("vars")) {
        checkVariables(field.getValueNode());
      }
      if (!SECTIONS.contains(key) && !key.startsWith(ASIDE)) {
        throw wrong(
            field.getKeyNode(),
            "group '%s' has a key %s, but Ansible knows only hosts, vars and children; %s"
                .formatted(
                    group,
                    Syntax.quote(key),
                    Nearest.question(key, SECTIONS, 3)
                        .orElse("put a group below 'children:', a variable below 'vars:'")));
      }
    }
    Nodes.field(mapping, "children").ifPresent(children -> checkChildren(group, children));
  }

  /** However deep; what aliases repeat is looked into once. */
  private void checkVariables(Node node) {
    if (!checked.add(node)) {
      return;
    } else if (node instanceof SequenceNode list) {
      list.getValue().forEach(this::checkVariables);
    } else if (node instanceof MappingNode mapping) {
      checkRepeats(mapping, "this mapping of variables");
      mapping.getValue().forEach(field -> checkVariables(field.getValueNode()));
    }
  }

  private void checkChildren(String group, Node children) {
    if (children instanceof MappingNode mapping) {
      checkRepeats(mapping, "'children' of group '" + group + "'");
    } else if (!children.getTag().equals(Tag.NULL)) {
      throw wrong(
          children,
          "'children' of group '%s' is no mapping; write each group as a key, as in 'app: {}'"
              .formatted(group));
    }
  }

  private void checkRepeats(MappingNode mapping, String where) {
    @Nullable Node again = repeated.get(mapping);
    if (again != null) {
      throw wrong(
          again,
          "%s has the key %s twice, of which Ansible takes the last alone; make them one"
              .formatted(where, Syntax.quote(text(again))));
    }
  }

  private TemplateException wrong(Node at, String reason) {
    return new TemplateException(file, at.getStartMark().getLine() + 1, reason);
  }

  private static String text(Node key) {
    return key instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
