package io.restartmonkey.launcher.config;

import io.restartmonkey.cluster.Nearest;
import java.util.Collection;

/** What to put behind a message about an unknown name. */
final class Hint {
  private Hint() {}

  /** The name that somebody may have meant, or all that there are. */
  static String of(String word, Collection<String> names) {
    return "; "
        + Nearest.question(word, names, Math.max(2, word.length() / 3))
            .orElseGet(() -> "known are: " + String.join(", ", names));
  }
}
