package io.restartmonkey.plan;

import com.google.common.collect.Sets;
import io.restartmonkey.cluster.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What plays ask of whoever sits at the terminal: variables, and to press a key. In a run nobody
 * does.
 *
 * <p>Looks at what stands in the plays themselves, not in roles and included files.
 */
final class PlaybookPrompts {
  private static final List<String> TASKS = List.of("pre_tasks", "tasks", "post_tasks", "handlers");
  private static final List<String> BLOCK = List.of("block", "rescue", "always");
  private static final Set<String> PAUSE = PlaybookModules.named("pause");
  private static final List<String> DURATIONS = List.of("seconds", "minutes");
  private static final Pattern DURATION = Pattern.compile("(?:^|\\s)(?:seconds|minutes)=");
  private static final Set<String> YES = Set.of("yes", "true", "on");
  private static final Set<String> NO = Set.of("no", "false", "off", "n", "f", "0");
  private static final String HIDDEN = "…";

  private final List<PlayPrompt> prompts = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Takes the next play of the playbook. */
  void take(Play play, Map<String, Node> fields) {
    if (play.isStandalone() || play.whyIdle().isPresent()) {
      return;
    }
    each(fields.get("vars_prompt")).forEach(asked -> prompt(play, asked));
    TASKS.forEach(key -> tasks(play, fields.get(key), Set.copyOf(play.tags())));
  }

  List<PlayPrompt> prompts() {
    return List.copyOf(prompts);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  private void prompt(Play play, Node asked) {
    Map<String, Node> fields = YamlNodesWriter.fields(asked);
    if (fields.get("name") instanceof ScalarNode name) {
      prompts.add(
          new PlayPrompt(
              where(play, asked),
              ForeignText.oneLine(name.getValue()),
              Optional.ofNullable(fields.get("default"))
                  .flatMap(PlaybookPrompts::taken)
                  .map(taken -> isPrivate(fields.get("private")) ? HIDDEN : taken)));
    }
  }

  /** Whether an answer is a secret: it is unless the playbook says otherwise. */
  private static boolean isPrivate(@Nullable Node node) {
    return !(node instanceof ScalarNode text
        && NO.contains(text.getValue().toLowerCase(Locale.ROOT)));
  }

  /** The default as the text that Ansible makes of it. */
  private static Optional<String> taken(Node node) {
    if (node.getTag().equals(Tag.NULL)) {
      return Optional.empty();
    } else if (node instanceof ScalarNode text && text.getTag().equals(Tag.BOOL)) {
      return Optional.of(YES.contains(text.getValue().toLowerCase(Locale.ROOT)) ? "True" : "False");
    }
    return Optional.of(
        node instanceof ScalarNode text && text.getTag().startsWith(Tag.PREFIX)
            ? ForeignText.oneLine(text.getValue())
            : HIDDEN);
  }

  private void tasks(Play play, @Nullable Node list, Set<String> above) {
    for (Node task : each(list)) {
      Map<String, Node> fields = YamlNodesWriter.fields(task);
      Set<String> tags = Sets.union(above, PlaybookTags.of(fields));
      BLOCK.forEach(key -> tasks(play, fields.get(key), tags));
      if (!PlaybookTags.leaveOut(tags) && fields.keySet().stream().anyMatch(PAUSE::contains)) {
        pause(play, task, fields);
      }
    }
  }

  private void pause(Play play, Node task, Map<String, Node> fields) {
    boolean isTimed =
        fields.entrySet().stream()
            .filter(field -> PAUSE.contains(field.getKey()) || field.getKey().equals("args"))
            .anyMatch(field -> isTimed(field.getValue()));
    if (!isTimed) {
      notes.add(
          where(play, task)
              + ": this pause waits for a key, but nobody can press one: the play goes on at once; give it seconds or minutes");
    }
  }

  private static boolean isTimed(Node arguments) {
    return arguments instanceof ScalarNode text
        ? DURATION.matcher(text.getValue()).find()
        : DURATIONS.stream().anyMatch(YamlNodesWriter.fields(arguments)::containsKey);
  }

  /** One that is no list stands for a list of one. */
  private static List<Node> each(@Nullable Node node) {
    if (node instanceof SequenceNode list) {
      return list.getValue();
    }
    return node instanceof MappingNode ? List.of(node) : List.of();
  }

  private static String where(Play play, Node node) {
    return play.file() + ":" + YamlNodes.line(node);
  }
}
