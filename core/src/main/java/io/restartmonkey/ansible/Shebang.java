package io.restartmonkey.ansible;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The Python that a script of Ansible runs with. A script that imports nothing of Ansible calls
 * another program, whose Python it does not tell.
 */
final class Shebang {
  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings().trimResults();
  private static final int MAX_HEAD_LENGTH = 16 * 1024;

  /** How scripts of distributions, pip and a source tree begin; older ones name a distribution. */
  private static final Pattern ANSIBLE =
      Pattern.compile(
          "^\\s*(?:from|import)\\s+ansible\\b|['\"]ansible(?:-core|-base)?(?:==|['\"])",
          Pattern.MULTILINE);

  /**
   * How pip calls a Python whose path is too long for the kernel, or has a blank: by a line of
   * shell. Where the shell is to find out the path, the line does not tell.
   */
  private static final Pattern TRAMPOLINE =
      Pattern.compile("'''exec' (?:\"([^\"$`\\\\]+)\"|'([^']+)'|([^\\s\"'$`\\\\]+))\\s.*");

  private Shebang() {}

  /** The words to call it; empty where the script does not tell. */
  static Optional<List<String>> of(Path script) throws IOException {
    try (InputStream in = Files.newInputStream(script.toRealPath())) {
      String head = new String(in.readNBytes(MAX_HEAD_LENGTH), StandardCharsets.UTF_8);
      if (!ANSIBLE.matcher(head).find()) {
        return Optional.empty();
      }
      List<String> lines = head.lines().limit(2).toList();
      String first = lines.isEmpty() ? "" : lines.get(0);
      if (first.startsWith("#!")) {
        List<String> words = WORDS.splitToList(first.substring(2));
        if (words.stream().anyMatch(Shebang::isPython)) {
          return Optional.of(words);
        }
      }
      Matcher shell = TRAMPOLINE.matcher(lines.size() > 1 ? lines.get(1) : "");
      return shell.matches()
          ? IntStream.rangeClosed(1, shell.groupCount())
              .mapToObj(shell::group)
              .filter(Objects::nonNull)
              .findFirst()
              .map(List::of)
          : Optional.empty();
    }
  }

  /** By the name of the program, as a folder may have any name. */
  private static boolean isPython(String word) {
    return word.substring(word.lastIndexOf('/') + 1).contains("python");
  }
}
