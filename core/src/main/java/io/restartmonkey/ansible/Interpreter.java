package io.restartmonkey.ansible;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The Python that a script runs with. */
final class Interpreter {
  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings().trimResults();
  private static final int LONGEST_HEAD = 1024;

  /** How pip calls a Python whose path is too long for the kernel: by a line of shell. */
  private static final String TRAMPOLINE = "'''exec' ";

  private Interpreter() {}

  /** The words to call it; empty where the script does not tell. */
  static Optional<List<String>> of(Path script) throws IOException {
    try (InputStream in = Files.newInputStream(script.toRealPath())) {
      String head = new String(in.readNBytes(LONGEST_HEAD), StandardCharsets.UTF_8);
      List<String> lines = head.lines().limit(2).toList();
      String first = lines.isEmpty() ? "" : lines.get(0);
      if (first.startsWith("#!") && first.contains("python")) {
        return Optional.of(WORDS.splitToList(first.substring(2)));
      }
      return lines.size() > 1 && lines.get(1).startsWith(TRAMPOLINE)
          ? Optional.of(
              List.of(WORDS.splitToList(lines.get(1).substring(TRAMPOLINE.length())).get(0)))
          : Optional.empty();
    }
  }
}
