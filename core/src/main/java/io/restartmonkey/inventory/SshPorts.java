package io.restartmonkey.inventory;

import com.google.common.collect.Sets;
import io.restartmonkey.cluster.Server;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Where the SSH daemon of a server listens, as the variables of a template say, and whether there
 * is a direct way to it. Immutable.
 *
 * <ul>
 *   <li>{@code ansible_port} of the server's groups, the deepest wins; without it the usual port.
 *   <li>No direct way: a jump host, another port, or another address of ours in {@code
 *       ansible_ssh_common_args}, {@code ansible_ssh_extra_args} or {@code ansible_ssh_args}; a
 *       connection other than SSH, or anything that is not plain, as a Jinja expression or a vault.
 * </ul>
 *
 * <p>Variables that stand elsewhere, in {@code group_vars} or in ssh's own configuration, are not
 * looked at.
 */
public final class SshPorts {
  /** Where both are set, Ansible takes the first of these. */
  private static final List<String> PORT = List.of("ansible_ssh_port", "ansible_port");

  private static final Set<String> ARGUMENTS =
      Set.of("ansible_ssh_common_args", "ansible_ssh_extra_args", "ansible_ssh_args");
  private static final String CONNECTION = "ansible_connection";
  private static final Pattern DIRECT =
      Pattern.compile("(ansible\\.(builtin|legacy)\\.)?(ssh|smart|paramiko|paramiko_ssh)");

  /** Options of ssh that lead elsewhere, and what is no plain text. */
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "\\{\\{|\\{%"
              + "|(^|[\\s'\"])-[46AaCfGgKkMNnqsTtVvXxYy]*[JWFpbB]" // Behind flags of one letter.
              + "|(?i:(^|[\\s'\"]|-[46a-z]*o)(proxy|port|hostname|bind|include)[a-z]*[\\s=])");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  /**
   * A variable of a group.
   *
   * @param depth how deep the group is
   */
  private record Value(int depth, String group, Optional<String> text) {}

  private final Map<String, Set<String>> above = new HashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private final Map<String, Map<String, Optional<String>>> variables = new TreeMap<>();
  private final int usual;

  /**
   * The ports that a template says.
   *
   * @param usual the port of who says none
   */
  public SshPorts(InventoryTemplate template, int usual) {
    this.usual = usual;
    learn("all", template.all(), 0);
  }

  /** The port of a server; empty if there is no direct way to it. */
  public OptionalInt of(Server server) {
    Map<String, Value> values = new HashMap<>();
    collect("all", values);
    server.groups().forEach(group -> collectWithAbove(group, values));
    if (ARGUMENTS.stream().anyMatch(name -> leadsElsewhere(values.get(name)))
        || !isDirect(values.get(CONNECTION))) {
      return OptionalInt.empty();
    }
    for (String name : PORT) {
      Value value = values.get(name);
      if (value != null) {
        return port(value.text().orElse(""));
      }
    }
    return OptionalInt.of(usual);
  }

  private static boolean leadsElsewhere(@Nullable Value value) {
    return value != null && value.text().map(t -> ELSEWHERE.matcher(t).find()).orElse(true);
  }

  private static boolean isDirect(@Nullable Value value) {
    return value == null || value.text().filter(t -> DIRECT.matcher(t).matches()).isPresent();
  }

  private static OptionalInt port(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(text);
    return port >= 1 && port <= 65_535 ? OptionalInt.of(port) : OptionalInt.empty();
  }

  private void collectWithAbove(String group, Map<String, Value> values) {
    collect(group, values);
    above.getOrDefault(group, Set.of()).forEach(parent -> collectWithAbove(parent, values));
  }

  private void collect(String group, Map<String, Value> values) {
    int depth = depths.getOrDefault(group, 0);
    variables
        .getOrDefault(group, Map.of())
        .forEach(
            (name, text) ->
                values.merge(
                    name,
                    new Value(depth, group, text),
                    (one, other) ->
                        one.depth() > other.depth()
                                || (one.depth() == other.depth()
                                    && one.group().compareTo(other.group()) > 0)
                            ? one
                            : other));
  }

  private void learn(String group, Node body, int depth) {
    depths.merge(group, depth, Math::max);
    if (!(body instanceof MappingNode mapping)) {
      return;
    }
    Nodes.field(mapping, "vars")
        .ifPresent(
            vars ->
                read(
                    vars,
                    variables.computeIfAbsent(group, g -> new HashMap<>()),
                    Sets.newIdentityHashSet()));
    if (Nodes.field(mapping, "children").orElse(null) instanceof MappingNode children) {
      for (NodeTuple child : children.getValue()) {
        if (child.getKeyNode() instanceof ScalarNode name) {
          above.computeIfAbsent(name.getValue(), n -> new LinkedHashSet<>()).add(group);
          learn(name.getValue(), child.getValueNode(), depth + 1);
        }
      }
    }
  }

  /** Reads variables; those that are merged in come after the others, each but once. */
  private static void read(Node vars, Map<String, Optional<String>> into, Set<Node> seen) {
    if (!seen.add(vars)) {
      return;
    }
    if (vars instanceof SequenceNode sequence) {
      sequence.getValue().forEach(each -> read(each, into, seen));
    } else if (vars instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode name && isOurs(name.getValue())) {
          into.putIfAbsent(name.getValue(), plain(tuple.getValueNode()));
        }
      }
      Nodes.field(mapping, "<<").ifPresent(merged -> read(merged, into, seen));
    }
  }

  private static boolean isOurs(String name) {
    return PORT.contains(name) || ARGUMENTS.contains(name) || name.equals(CONNECTION);
  }

  /** A plain value; empty if it is a list, or has a tag such as {@code !vault}. */
  private static Optional<String> plain(Node value) {
    return value instanceof ScalarNode scalar
            && (scalar.getTag().getValue().startsWith("tag:yaml.org,")
                || scalar.getTag().getValue().equals("!unsafe"))
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }
}
