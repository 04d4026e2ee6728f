package io.restartmonkey.plan;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What a play needs on its servers.
 *
 * @param words the play's own words about users, connections and variables, in YAML
 * @param becomes whether the play, or a task of it, becomes somebody
 * @param python whether its tasks need Python there
 * @param others the words of tasks that become somebody else than the play, in YAML
 * @param templates those of its words that are templates
 * @param conditions of the imports that led to it, each as a template
 */
record PlaybookNeeds(
    String words,
    boolean becomes,
    boolean python,
    Set<String> others,
    Map<String, String> templates,
    List<String> conditions) {
  static final Set<String> BECOME =
      Set.of("become", "become_user", "become_method", "become_exe", "become_flags");
  private static final Set<String> WORDS = Set.of("remote_user", "user", "port", "connection");
  private static final String FILES = "vars_files";
  private static final String TOLD = "restart_monkey_words";
  private static final String CONDITION = "restart_monkey_condition_";
  private static final List<String> TASKS = List.of("pre_tasks", "roles", "tasks", "post_tasks");
  private static final Set<String> NO = Set.of("false", "no", "off", "0", "n", "f");

  PlaybookNeeds {
    others = Set.copyOf(others);
    templates = ImmutableSortedMap.copyOf(templates);
    conditions = List.copyOf(conditions);
  }

  static PlaybookNeeds of(Play play) {
    Map<String, Node> fields = entry(play.file(), play.line());
    Map<String, Node> become = Maps.filterKeys(fields, BECOME::contains);
    Map<String, Node> words = new TreeMap<>(become);
    words.putAll(Maps.filterKeys(fields, WORDS::contains));
    Map<String, String> templates = templates(words);
    if (fields.containsKey(FILES)) {
      words.put(FILES, fields.get(FILES));
    }
    Map<String, Node> variables = variables(play, fields);
    if (!variables.isEmpty()) {
      words.put("vars", YamlNodesWriter.mapping(variables));
    }
    PlaybookTasks tasks = new PlaybookTasks(become, isYes(fields.get("gather_facts")));
    PlaybookTasks.PlaybookSurroundings above =
        new PlaybookTasks.PlaybookSurroundings(Map.of(), true, Set.copyOf(play.tags()));
    TASKS.forEach(key -> tasks.walk(fields.get(key), above));
    boolean becomes = fields.containsKey("become") && !isNo(fields.get("become"));
    return new PlaybookNeeds(
        YamlNodesWriter.words(words),
        becomes || !tasks.others().isEmpty(),
        tasks.needPython(),
        tasks.others(),
        templates,
        conditions(play));
  }

  /** What one without words of its own needs. */
  static PlaybookNeeds plain(boolean becomes, boolean python) {
    return new PlaybookNeeds(
        becomes ? "become: true" : "", becomes, python, Set.of(), Map.of(), List.of());
  }

  /** The conditions of an import hold for each task of its plays. */
  private static List<String> conditions(Play play) {
    return play.imports().stream()
        .map(outer -> entry(outer.file(), outer.line()).get("when"))
        .flatMap(
            when ->
                when instanceof SequenceNode all
                    ? all.getValue().stream()
                    : Stream.ofNullable(when))
        .filter(ScalarNode.class::isInstance)
        .map(when -> ((ScalarNode) when).getValue())
        .map(when -> isTemplate(when) ? when : "{{ true if (%s) else false }}".formatted(when))
        .distinct()
        .toList();
  }

  /** The variables of an import are stronger than those of its plays, and of imports inside. */
  private static Map<String, Node> variables(Play play, Map<String, Node> fields) {
    Map<String, Node> variables = YamlNodesWriter.fields(fields.get("vars"));
    for (PlayImport outer : play.imports()) {
      variables.putAll(YamlNodesWriter.fields(entry(outer.file(), outer.line()).get("vars")));
    }
    variables.remove("run_after");
    return variables;
  }

  private static Map<String, String> templates(Map<String, Node> words) {
    Map<String, String> templates = new TreeMap<>();
    words.forEach(
        (word, value) -> {
          if (value instanceof ScalarNode text
              && text.getTag().equals(Tag.STR)
              && isTemplate(text.getValue())) {
            templates.put(word, text.getValue());
          }
        });
    return templates;
  }

  static boolean isTemplate(String text) {
    return text.contains("{{") || text.contains("{%");
  }

  /**
   * A play on these hosts that needs the same, and does nothing. A task that is done there says
   * that it has changed something. A task is skipped if its words cannot be told, as a variable is
   * undefined: it may be one that the play itself gets to know.
   */
  String play(String name, String hosts) {
    String own =
        python
            ? "{name: %s, ansible.builtin.ping: {}, %s}"
                .formatted(quoted("Log in and use Python" + by()), end())
            : "{name: %s, ansible.builtin.raw: 'true', %s}"
                .formatted(quoted("Log in" + by()), end());
    Stream<String> tasks =
        others.stream()
            .sorted()
            .map(
                other ->
                    "{name: %s, ansible.builtin.ping: {}, %s, %s}"
                        .formatted(
                            quoted("Become whom tasks become (%s)%s".formatted(shown(other), by())),
                            other,
                            end()));
    return "- {name: %s, hosts: %s, gather_facts: false%s, tasks: [%s]}\n"
        .formatted(
            quoted(name),
            quoted(hosts),
            words.isEmpty() ? "" : ", " + words,
            Stream.concat(Stream.of(own), tasks).collect(joining(", ")));
  }

  private static String shown(String words) {
    return words.replace("\"", "");
  }

  private String by() {
    return (templates.isEmpty() ? "" : ", by " + String.join(", ", templates.keySet()))
        + (conditions.isEmpty() ? "" : ", if the import's condition holds");
  }

  private String end() {
    Map<String, Node> variables = new LinkedHashMap<>();
    List<String> when = new ArrayList<>();
    if (!templates.isEmpty()) {
      variables.put(TOLD, YamlNodesWriter.text(String.join("\n", templates.values())));
      when.add(TOLD + " is defined");
    }
    for (String condition : conditions) {
      String name = CONDITION + variables.size();
      variables.put(name, YamlNodesWriter.text(condition));
      when.add(name + " is defined");
      when.add(name + " | bool");
    }
    return when.isEmpty()
        ? "changed_when: true"
        : "changed_when: true, vars: {%s}, when: [%s]"
            .formatted(YamlNodesWriter.words(variables), String.join(", ", when));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static Map<String, Node> entry(Path file, int line) {
    return YamlNodesWriter.fields(
        new YamlNodes(file)
            .root().stream()
                .filter(SequenceNode.class::isInstance)
                .flatMap(list -> ((SequenceNode) list).getValue().stream())
                .filter(entry -> YamlNodes.line(entry) == line)
                .findFirst()
                .orElseThrow(
                    () -> new PlaybookException(file, line, "this play is not there any more")));
  }

  /** Where the play does not say, ansible.cfg does. */
  private static boolean isYes(@Nullable Node node) {
    return node != null && !isNo(node);
  }

  static boolean isNo(@Nullable Node node) {
    return node instanceof ScalarNode scalar
        && NO.contains(scalar.getValue().toLowerCase(Locale.ROOT));
  }
}
