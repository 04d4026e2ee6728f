package io.restartmonkey.inventory;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toCollection;

import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.cluster.Server;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A template filled with servers. Immutable and deterministic: the same servers give the same text.
 *
 * <p>The only variable ever written for a server is {@code ansible_host}, tagged {@code !unsafe},
 * so that no value from outside is rendered as a template.
 */
public final class Inventory {
  private final InventoryTemplate template;
  private final List<Server> servers;

  Inventory(InventoryTemplate template, Collection<Server> servers) {
    this.template = template;
    Set<String> known = template.groups();
    this.servers =
        servers.stream()
            .filter(server -> server.groups().stream().anyMatch(known::contains))
            .sorted(comparing(Server::name))
            .distinct()
            .toList();
  }

  /** The servers in it, sorted by name. Those of groups that the template lacks are not. */
  public List<Server> servers() {
    return servers;
  }

  /**
   * The servers of a group or its descendants, or the one server of that name.
   *
   * @return empty if the inventory knows neither such a group nor such a server
   */
  public Optional<List<Server>> named(String groupOrServer) {
    if (template.groups().contains(groupOrServer)) {
      Set<String> groups = template.withDescendants(groupOrServer);
      return Optional.of(
          servers.stream()
              .filter(server -> server.groups().stream().anyMatch(groups::contains))
              .toList());
    }
    return servers.stream()
        .filter(server -> server.name().equals(groupOrServer))
        .findFirst()
        .map(List::of);
  }

  /** What {@link #named} knows: the groups of the template and the servers, sorted. */
  public Set<String> names() {
    return Stream.concat(template.groups().stream(), servers.stream().map(Server::name))
        .collect(toCollection(TreeSet::new));
  }

  /** The same template with these servers only. */
  public Inventory only(Collection<Server> some) {
    return template.fill(some);
  }

  /** The inventory as Ansible reads it. */
  public String toYaml() {
    DumperOptions options = new DumperOptions();
    options.setSplitLines(false);
    StringWriter text = new StringWriter();
    Map<String, List<Server>> members = new TreeMap<>();
    servers.forEach(
        s -> s.groups().forEach(g -> members.computeIfAbsent(g, k -> new ArrayList<>()).add(s)));
    Node root =
        Nodes.mapping(
            List.of(Nodes.entry("all", filled("all", template.all(), members, new HashSet<>()))));
    new Yaml(options).serialize(root, text);
    return text.toString();
  }

  /**
   * Writes {@link #toYaml} with mode 0600, to a temporary name first, so that nobody ever reads
   * half of it.
   *
   * @throws UncheckedIOException if it cannot be written; the old file is then still there
   */
  public void write(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Path temporary =
          Files.createTempFile(
              folder,
              ".inventory",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(temporary, toYaml());
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + FileProblem.of(e), e);
    }
  }

  /** A group's node with its servers; a group that comes again gets its servers only once. */
  private static MappingNode filled(
      String group, Node body, Map<String, List<Server>> members, Set<String> done) {
    List<NodeTuple> fields =
        body instanceof MappingNode mapping
            ? new ArrayList<>(mapping.getValue())
            : new ArrayList<>();
    if (done.add(group) && !group.equals("all")) {
      fields.removeIf(field -> isKey(field, "hosts"));
      fields.add(0, Nodes.entry("hosts", hosts(members.getOrDefault(group, List.of()))));
    }
    fields.replaceAll(
        field ->
            isKey(field, "children") && field.getValueNode() instanceof MappingNode children
                ? Nodes.entry("children", filledChildren(children, members, done))
                : field);
    return Nodes.mapping(fields);
  }

  private static Node filledChildren(
      MappingNode children, Map<String, List<Server>> members, Set<String> done) {
    List<NodeTuple> filled = new ArrayList<>();
    for (NodeTuple child : children.getValue()) {
      String name = ((ScalarNode) child.getKeyNode()).getValue();
      filled.add(Nodes.entry(name, filled(name, child.getValueNode(), members, done)));
    }
    return Nodes.mapping(filled);
  }

  private static Node hosts(List<Server> servers) {
    return Nodes.mapping(
        servers.stream()
            .map(
                server ->
                    Nodes.entry(
                        server.name(),
                        Nodes.mapping(
                            List.of(Nodes.entry("ansible_host", Nodes.unsafe(server.address()))))))
            .toList());
  }

  private static boolean isKey(NodeTuple field, String key) {
    return field.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key);
  }
}
