package io.restartmonkey.inventory;

import com.google.common.collect.Streams;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.cluster.Utf8Text;
import io.restartmonkey.yaml.AnsibleYaml;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A valid Ansible inventory in YAML with groups, variables and empty {@code hosts: {}}.
 *
 * <p>There is no template language: filling it in means adding each server to the groups that it
 * was registered for. Variables stay as they are written, tags such as {@code !vault} included;
 * merge keys are resolved. Immutable.
 */
public final class InventoryTemplate {
  private static final int MAX_PLACES = 10_000;

  /** An inventory in INI: its first line that says something is the head of a section. */
  private static final Pattern INI =
      Pattern.compile(
          "\\A(?:[ \\t]*(?:[#;].*)?\\R)*+\\[[A-Za-z0-9_.:-]+][ \\t]*(?:[#;].*)?(?:\\R|\\z)");

  private final Path file;
  private final String text;
  private final MappingNode all;
  private final TemplateKeys keys;
  private final Map<String, Set<String>> children = new LinkedHashMap<>();
  private int places;

  private InventoryTemplate(Path file, String text, MappingNode all, TemplateKeys keys) {
    this.file = file;
    this.text = text;
    this.all = all;
    this.keys = keys;
    learn("all", all, List.of());
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException if it cannot be read, is not an inventory, already has hosts, or has
   *     a key that Ansible would pass over
   */
  public static InventoryTemplate read(Path file) {
    try {
      return of(file, Utf8Text.of(file));
    } catch (Utf8Text.NotUtf8Exception e) {
      throw new TemplateException(file, e.line(), e.getMessage());
    } catch (IOException e) {
      throw new TemplateException(file, FileProblem.unreadable(file, e));
    }
  }

  /**
   * The template of a text that was read before.
   *
   * @param file where it was read from, for messages
   * @throws TemplateException as {@link #read} throws it
   */
  public static InventoryTemplate of(Path file, String text) {
    refuseIni(file, text);
    try {
      return parsed(file, text);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new TemplateException(file, line, "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new TemplateException(file, "not YAML: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuseIni(Path file, String text) {
    if (INI.matcher(text).find()) {
      throw new TemplateException(
          file,
          "is INI, but a template is YAML; this shows it as YAML: ansible-inventory -i %s --list --yaml"
              .formatted(file));
    }
  }

  private static InventoryTemplate parsed(Path file, String text) throws IOException {
    try (Reader reader = new StringReader(text)) {
      IdentityHashMap<Node, Node> repeated = new IdentityHashMap<>();
      Node root = AnsibleYaml.read(reader, repeated::putIfAbsent).orElse(null);
      if (root instanceof MappingNode mapping) {
        TemplateKeys keys = new TemplateKeys(file, repeated);
        keys.checkTop(mapping);
        if (Nodes.field(mapping, "all").orElse(null) instanceof MappingNode all) {
          return new InventoryTemplate(file, text, all, keys);
        }
      }
      throw new TemplateException(
          file, "an inventory template has one key, 'all', with its groups");
    }
  }

  /** The text that it was made from. */
  public String text() {
    return text;
  }

  /** The groups of this template, {@code all} among them. */
  public Set<String> groups() {
    return Set.copyOf(children.keySet());
  }

  /** Puts servers in. A server's groups that the template lacks are passed over. */
  public Inventory fill(Collection<Server> servers) {
    return new Inventory(this, servers);
  }

  /** The group and all groups below it. */
  Set<String> withDescendants(String group) {
    Set<String> found = new LinkedHashSet<>();
    collect(group, found);
    return found;
  }

  MappingNode all() {
    return all;
  }

  private void collect(String group, Set<String> found) {
    if (found.add(group)) {
      children.getOrDefault(group, Set.of()).forEach(child -> collect(child, found));
    }
  }

  private void learn(String group, Node body, List<String> above) {
    refuseOverflow(group, body, above);
    keys.checkGroup(group, body);
    Set<String> below = children.computeIfAbsent(group, name -> new LinkedHashSet<>());
    if (!(body instanceof MappingNode mapping)) {
      return;
    }
    Nodes.field(mapping, "hosts").ifPresent(hosts -> refuseHosts(group, hosts));
    if (Nodes.field(mapping, "children").orElse(null) instanceof MappingNode nested) {
      List<String> trail = Streams.concat(above.stream(), Stream.of(group)).toList();
      for (NodeTuple tuple : nested.getValue()) {
        String child = groupName(tuple.getKeyNode());
        below.add(child);
        learn(child, tuple.getValueNode(), trail);
      }
    }
  }

  /** An alias can put a group below itself, or double what it stands for again and again. */
  private void refuseOverflow(String group, Node body, List<String> above) {
    int line = body.getStartMark().getLine() + 1;
    if (above.contains(group)) {
      throw new TemplateException(file, line, "group '%s' is below itself".formatted(group));
    } else if (++places > MAX_PLACES) {
      throw new TemplateException(
          file, line, "groups stand in more than %d places".formatted(MAX_PLACES));
    }
  }

  private String groupName(Node key) {
    String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
    try {
      return Syntax.groupName(name);
    } catch (RecordRefusedException e) {
      throw new TemplateException(file, key.getStartMark().getLine() + 1, e.reason());
    }
  }

  private void refuseHosts(String group, Node hosts) {
    boolean isEmpty =
        hosts instanceof CollectionNode<?> some
            ? some.getValue().isEmpty()
            : hosts.getTag().equals(Tag.NULL);
    if (!isEmpty) {
      throw new TemplateException(
          file,
          hosts.getStartMark().getLine() + 1,
          "group '%s' already has hosts; a template has 'hosts: {}', servers come from the cluster"
              .formatted(group));
    }
  }
}
