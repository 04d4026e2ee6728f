package io.restartmonkey.ansible;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.restartmonkey.playbook.PlaybookRun;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The command line of one run: what an operator could type to do the same. */
public final class PlaybookCommand {
  /** Longer lists of targets go into a file, as a command line has an end. */
  private static final int MAX_LIMIT_LENGTH = 2000;

  private static final CharMatcher PLAIN =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("@%+=:,./_-"));

  private PlaybookCommand() {}

  /**
   * The words of the command, to be run in the playbook's folder once the run has its files; {@code
   * ansible-playbook} itself need not be there.
   */
  public static List<String> words(AnsibleSettings settings, PlaybookRun run) {
    PlayScript script = PlayScript.shown(settings);
    return script.typed(words(script, settings, run), new RunFiles(run.folder().toAbsolutePath()));
  }

  static List<String> words(PlayScript script, AnsibleSettings settings, PlaybookRun run) {
    RunFiles files = new RunFiles(run.folder().toAbsolutePath());
    ImmutableList.Builder<String> words = ImmutableList.builder();
    words.addAll(script.words(files)).add("-i", files.inventory().toString());
    if (isOnControlNode(run)) {
      words.add("-i", files.controlNode().toString());
    }
    words.add("--limit", limit(run, files));
    words.add("--forks", Integer.toString(settings.forks().on(run.targets().size())));
    words.addAll(script.options());
    words.add("-e", "@" + files.variables());
    settings
        .privateKey()
        .map(Path::toAbsolutePath)
        .ifPresent(k -> words.add("--private-key", k.toString()));
    settings.user().ifPresent(user -> words.add("-u", user));
    return words.add(run.playbook().toAbsolutePath().normalize().toString()).build();
  }

  /** The command as a line for a shell. */
  public static String line(List<String> words) {
    return words.stream().map(PlaybookCommand::quoted).collect(Collectors.joining(" "));
  }

  static boolean isOnControlNode(PlaybookRun run) {
    return run.targets().contains("localhost");
  }

  static boolean needsLimitFile(PlaybookRun run) {
    return String.join(",", run.targets()).length() > MAX_LIMIT_LENGTH;
  }

  private static String limit(PlaybookRun run, RunFiles files) {
    return needsLimitFile(run) ? "@" + files.limit() : String.join(",", run.targets());
  }

  private static String quoted(String word) {
    return !word.isEmpty() && PLAIN.matchesAllOf(word)
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
