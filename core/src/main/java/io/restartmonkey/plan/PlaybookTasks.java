package io.restartmonkey.plan;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** What tasks need; those that are delegated need it elsewhere. */
final class PlaybookTasks {
  private static final List<String> BLOCK = List.of("block", "rescue", "always");

  /** These do without Python on the server. */
  private static final Set<String> WITHOUT_PYTHON =
      PlaybookModules.named(
          "add_host assert debug fail group_by include_vars meta pause raw script set_fact wait_for_connection"
              .split(" "));

  /** These may make the user that a later task becomes. */
  private static final Set<String> MAKE_USERS = PlaybookModules.named("user");

  private final Map<String, Node> become;

  private final Set<String> others = new LinkedHashSet<>();
  private boolean python;
  private boolean makesUsers;

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
      blocks.forEach(
          key ->
              walk(fields.get(key), own.inBlock(key.equals("block") && blocks.contains("rescue"))));
      return;
    }
    if (PlaybookTags.leaveOut(own.tags())) {
      return;
    }
    python |= fields.keySet().stream().noneMatch(WITHOUT_PYTHON::contains);
    makesUsers |= fields.keySet().stream().anyMatch(MAKE_USERS::contains);
    if (own.mustSucceed() && !makesUsers) {
      other(own.become());
    }
  }

  /** A template may need what only the task has. */
  private void other(Map<String, Node> own) {
    Map<String, Node> whole = new TreeMap<>(become);
    whole.putAll(own);
    String words = YamlNodesWriter.words(whole);
    if (whole.containsKey("become")
        && !PlaybookNeeds.isNo(whole.get("become"))
        && !words.equals(YamlNodesWriter.words(new TreeMap<>(become)))
        && !PlaybookNeeds.isTemplate(words)) {
      others.add(words);
    }
  }

  /** Whether any of them needs Python. */
  boolean needPython() {
    return python;
  }

  /** The words of those that become somebody else than the play, in YAML. */
  Set<String> others() {
    return others;
  }

  /**
   * What holds for a task because of what it stands in.
   *
   * @param mustSucceed whether the play fails with it if it runs; tasks of a {@code rescue} count,
   *     as they mend what failed
   */
  record PlaybookSurroundings(Map<String, Node> become, boolean mustSucceed, Set<String> tags) {
    private static final Set<String> NEED_NOT = Set.of("when", "ignore_errors", "failed_when");

    PlaybookSurroundings inBlock(boolean isRescued) {
      return new PlaybookSurroundings(become, mustSucceed && !isRescued, tags);
    }

    PlaybookSurroundings with(Map<String, Node> fields) {
      Map<String, Node> all = new TreeMap<>(become);
      all.putAll(Maps.filterKeys(fields, PlaybookNeeds.BECOME::contains));
      return new PlaybookSurroundings(
          all,
          mustSucceed && fields.keySet().stream().noneMatch(NEED_NOT::contains),
          Sets.union(tags, PlaybookTags.of(fields)));
    }
  }
}
