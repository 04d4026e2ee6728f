package io.restartmonkey.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One play as it stands in a playbook.
 *
 * @param file the file that holds it, which an import may have reached
 * @param line where it begins, from 1
 * @param name its name, or its host pattern if it has none
 * @param hosts its host pattern, as written
 * @param runAfter the groups it waits for; empty optional = all plays above, as Ansible would;
 *     empty list = nothing
 * @param tags its own tags, with those of the import that brought it
 * @param hasTasks whether it has any, or a role
 * @param anyAlways whether something in it is tagged {@code always}
 * @param imports the imports that brought it, the one of its own file first
 */
public record Play(
    Path file,
    int line,
    String name,
    String hosts,
    Optional<List<String>> runAfter,
    List<String> tags,
    boolean hasTasks,
    boolean anyAlways,
    List<PlayImport> imports) {

  /** The tag of a play that guards bare {@code ansible-playbook} runs and is never a step. */
  public static final String STANDALONE = ContentContract.STANDALONE_TAG;

  public Play {
    runAfter = runAfter.map(List::copyOf);
    tags = List.copyOf(tags);
    imports = List.copyOf(imports);
  }

  /** One with tasks, none of which is tagged. */
  public Play(
      Path file,
      int line,
      String name,
      String hosts,
      Optional<List<String>> runAfter,
      List<String> tags) {
    this(file, line, name, hosts, runAfter, tags, true, false, List.of());
  }

  Play withRunAfter(List<String> groups) {
    return new Play(
        file, line, name, hosts, Optional.of(groups), tags, hasTasks, anyAlways, imports);
  }

  Play withImport(PlayImport other) {
    List<PlayImport> all = Stream.concat(imports.stream(), Stream.of(other)).toList();
    return new Play(file, line, name, hosts, runAfter, tags, hasTasks, anyAlways, all);
  }

  /** Whether its tags leave it out, with all of its tasks. */
  boolean isLeftOut() {
    return PlaybookTags.leaveOut(tags) && !anyAlways;
  }

  /** Why it is no step; empty if it does something. Without tasks it gathers facts at most. */
  Optional<String> whyIdle() {
    if (isLeftOut()) {
      return Optional.of("it is tagged never");
    }
    return hasTasks ? Optional.empty() : Optional.of("it has no tasks");
  }

  /** Whether this play only guards bare runs; the planner makes the same checks itself. */
  public boolean isStandalone() {
    return tags.contains(STANDALONE);
  }

  /** Where it stands, for a message: {@code file:line}. */
  public String where() {
    return file + ":" + line;
  }
}
