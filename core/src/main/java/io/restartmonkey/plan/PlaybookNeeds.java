package io.restartmonkey.plan;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What a play needs on its servers.
 *
 * @param words the play's own words about users, connections and variables, in YAML
 * @param becomes whether the play, or a task of it, becomes somebody
 * @param python whether its tasks need Python there
 * @param others the words of tasks that become somebody else than the play, in YAML
 */
record PlaybookNeeds(String words, boolean becomes, boolean python, Set<String> others) {
  private static final Set<String> BECOME =
      Set.of("become", "become_user", "become_method", "become_exe", "become_flags");
  private static final Set<String> WORDS =
      Set.of("remote_user", "port", "connection", "vars_files");
  private static final List<String> TASKS = List.of("pre_tasks", "roles", "tasks", "post_tasks");
  private static final List<String> BLOCK = List.of("block", "rescue", "always");
  private static final Set<String> NO = Set.of("false", "no", "off", "0", "n", "f");

  /** These do without Python on the server. */
  private static final Set<String> WITHOUT_PYTHON =
      PlaybookModules.named(
          "add_host assert debug fail group_by include_vars meta pause raw script set_fact wait_for_connection"
              .split(" "));

  PlaybookNeeds {
    others = Set.copyOf(others);
  }

  static PlaybookNeeds of(Play play) {
    Map<String, Node> fields = YamlNodesWriter.fields(node(play));
    Map<String, Node> become = Maps.filterKeys(fields, BECOME::contains);
    Map<String, Node> words = new TreeMap<>(become);
    words.putAll(Maps.filterKeys(fields, WORDS::contains));
    if (fields.get("vars") instanceof MappingNode vars) {
      Map<String, Node> variables = YamlNodesWriter.fields(vars);
      variables.remove("run_after");
      if (!variables.isEmpty()) {
        words.put("vars", YamlNodesWriter.mapping(variables));
      }
    }
    PlaybookTasks tasks = new PlaybookTasks(become, isYes(fields.get("gather_facts")));
    PlaybookSurroundings above = new PlaybookSurroundings(Map.of(), false, Set.copyOf(play.tags()));
    TASKS.forEach(key -> tasks.walk(fields.get(key), above));
    boolean becomes = fields.containsKey("become") && !isNo(fields.get("become"));
    return new PlaybookNeeds(
        YamlNodesWriter.words(words),
        becomes || !tasks.others.isEmpty(),
        tasks.python,
        tasks.others);
  }

  /** A play on these hosts that needs the same, and does nothing. */
  String play(String hosts) {
    Stream<String> own =
        Stream.of(
            python
                ? "{name: Log in and use Python, ansible.builtin.ping: {}}"
                : "{name: Log in, ansible.builtin.raw: 'true', changed_when: false}");
    Stream<String> tasks =
        others.stream()
            .sorted()
            .map(
                other ->
                    "{name: Become whom tasks become, ansible.builtin.ping: {}, " + other + "}");
    return "- {name: %s, hosts: %s, gather_facts: false%s, tasks: [%s]}\n"
        .formatted(
            quoted("Reach " + hosts),
            quoted(hosts),
            words.isEmpty() ? "" : ", " + words,
            Stream.concat(own, tasks).collect(joining(", ")));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static Node node(Play play) {
    YamlNodes yaml = new YamlNodes(play.file());
    return yaml.root().filter(SequenceNode.class::isInstance).map(SequenceNode.class::cast).stream()
        .flatMap(list -> list.getValue().stream())
        .filter(entry -> YamlNodes.line(entry) == play.line())
        .findFirst()
        .orElseThrow(
            () ->
                new PlaybookException(play.file(), play.line(), "this play is not there any more"));
  }

  /** Where the play does not say, ansible.cfg does. */
  private static boolean isYes(@Nullable Node node) {
    return node != null && !isNo(node);
  }

  private static boolean isNo(@Nullable Node node) {
    return node instanceof ScalarNode scalar
        && NO.contains(scalar.getValue().toLowerCase(Locale.ROOT));
  }

  /** What holds for a task because of what it stands in. */
  private record PlaybookSurroundings(
      Map<String, Node> become, boolean isConditional, Set<String> tags) {
    PlaybookSurroundings with(Map<String, Node> fields) {
      Map<String, Node> all = new TreeMap<>(become);
      all.putAll(Maps.filterKeys(fields, BECOME::contains));
      return new PlaybookSurroundings(
          all,
          isConditional || fields.containsKey("when"),
          Sets.union(tags, PlaybookTags.of(fields)));
    }
  }

  /** What tasks need; those that are delegated need it elsewhere. */
  private static final class PlaybookTasks {
    private final Map<String, Node> become;
    private final Set<String> others = new LinkedHashSet<>();
    private boolean python;

    PlaybookTasks(Map<String, Node> become, boolean python) {
      this.become = become;
      this.python = python;
    }

    void walk(@Nullable Node list, PlaybookSurroundings above) {
      if (!(list instanceof SequenceNode sequence)) {
        return;
      }
      for (Node item : sequence.getValue()) {
        if (item instanceof MappingNode mapping) {
          task(YamlNodesWriter.fields(mapping), above);
        } else {
          python = true; // The name of a role.
        }
      }
    }

    private void task(Map<String, Node> fields, PlaybookSurroundings above) {
      if (fields.containsKey("delegate_to")) {
        return;
      }
      PlaybookSurroundings own = above.with(fields);
      List<String> blocks = new ArrayList<>(BLOCK);
      blocks.retainAll(fields.keySet());
      if (!blocks.isEmpty()) {
        blocks.forEach(key -> walk(fields.get(key), own));
        return;
      }
      if (PlaybookTags.leaveOut(own.tags())) {
        return;
      }
      python |= fields.keySet().stream().noneMatch(WITHOUT_PYTHON::contains);
      if (!own.isConditional()) {
        other(own.become());
      }
    }

    /** A template may need what only the task has. */
    private void other(Map<String, Node> own) {
      Map<String, Node> whole = new TreeMap<>(become);
      whole.putAll(own);
      String words = YamlNodesWriter.words(whole);
      if (whole.containsKey("become")
          && !isNo(whole.get("become"))
          && !words.equals(YamlNodesWriter.words(new TreeMap<>(become)))
          && !words.contains("{{")) {
        others.add(words);
      }
    }
  }
}
