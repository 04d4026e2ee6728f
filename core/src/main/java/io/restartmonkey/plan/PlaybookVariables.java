package io.restartmonkey.plan;

import com.google.common.collect.Sets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Variables that a play sets while it runs, and a later play reads: bare {@code ansible-playbook}
 * keeps them, but each step is a run of its own. These are facts that are set, results that are
 * registered, included variables, and facts that are gathered.
 *
 * <p>Looks at what stands in the plays themselves, not in roles and included files.
 */
final class PlaybookVariables {
  private static final Set<String> SET_FACT = PlaybookModules.named("set_fact");
  private static final Set<String> INCLUDE_VARS = PlaybookModules.named("include_vars");
  private static final Set<String> GATHER = PlaybookModules.named("setup", "gather_facts");
  private static final String CACHEABLE = "cacheable";

  /** What is gathered of a server. */
  private static final String FACTS = "ansible_facts";

  /** Modules that gather more, and what. */
  private static final Map<String, String> GATHER_MORE =
      Map.of("service_facts", "services", "package_facts", "packages");

  private static final Pattern MORE_FACTS =
      Pattern.compile(FACTS + "(?:\\.|\\[['\"])(services|packages)\\b");
  private static final Pattern WELL_KNOWN =
      Pattern.compile(
          "ansible_(?:architecture|date_time|default_ipv[46]|distribution\\w*|fqdn|hostname|kernel|memtotal_mb|mounts|os_family|pkg_mgr|processor\\w*|service_mgr)");
  private static final Set<String> EXPRESSIONS =
      Set.of("when", "until", "changed_when", "failed_when", "break_when", "that", "var");
  private static final Pattern TEMPLATE = Pattern.compile("\\{[{%](.*?)[%}]}", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final Pattern NAME = Pattern.compile("(?<![\\w.])[A-Za-z_]\\w*");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern ASSIGNED = Pattern.compile("(?:^|\\s)([A-Za-z_]\\w*)=");

  private final Map<String, String> setAt = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Takes the next play of the playbook. */
  void take(Play play, Node node) {
    if (play.isLeftOut()) {
      return;
    }
    PlaybookNames names = new PlaybookNames(play.file());
    names.gatherUnasked(node);
    names.walk("", node);
    Set<String> lost = new LinkedHashSet<>(Sets.intersection(setAt.keySet(), names.read));
    lost.removeAll(names.own);
    lost.removeAll(names.set);
    lost.addAll(Sets.intersection(setAt.keySet(), names.factsOfOthers));
    lost.forEach(name -> notes.add(note(play, name)));
    names.set.forEach(name -> setAt.put(name, play.where()));
  }

  private String note(Play play, String name) {
    String text =
        name.startsWith(FACTS)
            ? "%s: reads '%s', which the play at %s gathers, but each step is a run of its own; gather it in this play, or set fact_caching in ansible.cfg"
            : "%s: reads '%s', which the play at %s sets, but each step is a run of its own; set it in this play";
    return text.formatted(play.where(), name, setAt.get(name));
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** The names in one play. */
  private static final class PlaybookNames {
    private final Set<String> set = new HashSet<>();
    private final Set<String> own = new HashSet<>();
    private final Set<String> read = new HashSet<>();
    private final Set<String> factsOfOthers = new HashSet<>();
    private final Set<Node> seen = Sets.newIdentityHashSet();
    private final Path playbook;

    PlaybookNames(Path playbook) {
      this.playbook = playbook;
    }

    /** A play that does not say so gathers facts as well. */
    void gatherUnasked(Node play) {
      if (!PlaybookNeeds.isNo(YamlNodesWriter.fields(play).get("gather_facts"))) {
        gather(FACTS);
      }
    }

    private void gather(String what) {
      set.add(what);
      own.add(what);
    }

    void walk(String key, Node node) {
      if (node instanceof ScalarNode scalar) {
        read(key, scalar.getValue());
      } else if (!seen.add(node)) {
        return; // An alias: it was looked at where its anchor is.
      } else if (node instanceof SequenceNode list) {
        list.getValue().forEach(item -> walk(key, item));
      } else if (node instanceof MappingNode mapping) {
        mapping.getValue().forEach(this::walkField);
      }
    }

    private void walkField(NodeTuple field) {
      String key = field.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      Node value = field.getValueNode();
      if (key.equals("register") && value instanceof ScalarNode name) {
        set.add(name.getValue());
      } else if (key.equals("vars")) {
        own.addAll(keys(value));
      } else if (key.endsWith("_var") && value instanceof ScalarNode name) {
        own.add(name.getValue());
      } else if (SET_FACT.contains(key)) {
        (keys(value).contains(CACHEABLE) ? own : set).addAll(keys(value));
      } else if (INCLUDE_VARS.contains(key)) {
        set.addAll(included(value));
      } else if (GATHER.contains(key) && !PlaybookNeeds.isNo(value)) {
        gather(FACTS);
      } else {
        GATHER_MORE.forEach(
            (module, what) -> {
              if (PlaybookModules.named(module).contains(key)) {
                gather(FACTS + "." + what);
              }
            });
      }
      walk(key, value);
    }

    /** The variables of a file that stands where Ansible looks first; of others nobody knows. */
    private Set<String> included(Node node) {
      Map<String, Node> words = YamlNodesWriter.fields(node);
      if (words.get("name") instanceof ScalarNode name) {
        return Set.of(name.getValue());
      }
      if (!((node instanceof ScalarNode ? node : words.get("file")) instanceof ScalarNode file)
          || PlaybookNeeds.isTemplate(file.getValue())) {
        return Set.of();
      }
      return Stream.of("vars/", "")
          .map(folder -> keysOfFile(folder + file.getValue()))
          .filter(keys -> !keys.isEmpty())
          .findFirst()
          .orElse(Set.of());
    }

    private Set<String> keysOfFile(String name) {
      try {
        return new YamlNodes(playbook.resolveSibling(name))
            .root()
            .map(root -> YamlNodesWriter.fields(root).keySet())
            .orElse(Set.of());
      } catch (PlaybookException | InvalidPathException e) {
        return Set.of(); // Ansible says what is wrong with it.
      }
    }

    private static List<String> keys(Node node) {
      if (node instanceof MappingNode mapping) {
        return mapping.getValue().stream()
            .map(NodeTuple::getKeyNode)
            .filter(ScalarNode.class::isInstance)
            .map(key -> ((ScalarNode) key).getValue())
            .toList();
      }
      return node instanceof ScalarNode scalar
          ? ASSIGNED.matcher(scalar.getValue()).results().map(found -> found.group(1)).toList()
          : List.of();
    }

    private void read(String key, String text) {
      if (EXPRESSIONS.contains(key)) {
        readExpression(text);
      }
      TEMPLATE.matcher(text).results().forEach(found -> readExpression(found.group(1)));
    }

    /** In {@code hostvars} a variable looks like an attribute or a quoted text. */
    private void readExpression(String expression) {
      MORE_FACTS
          .matcher(expression)
          .results()
          .forEach(more -> read.add(FACTS + "." + more.group(1)));
      String text = MORE_FACTS.matcher(expression).replaceAll("");
      if (WELL_KNOWN.matcher(text).find()) {
        read.add(FACTS);
      }
      if (text.contains("hostvars") && (text.contains(FACTS) || WELL_KNOWN.matcher(text).find())) {
        factsOfOthers.add(FACTS);
      }
      Matcher names =
          text.contains("hostvars")
              ? WORD.matcher(text)
              : NAME.matcher(QUOTED.matcher(text).replaceAll("''"));
      names.results().map(MatchResult::group).forEach(read::add);
    }
  }
}
