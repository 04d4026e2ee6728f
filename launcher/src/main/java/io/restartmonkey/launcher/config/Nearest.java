package io.restartmonkey.launcher.config;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that somebody may have meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The nearest of some names.
   *
   * @param furthest how many letters may be missing, too many or different
   */
  public static Optional<String> to(String word, Collection<String> names, int furthest) {
    return io.restartmonkey.cluster.Nearest.to(word, names, furthest);
  }

  /** The phrase to put behind a message about an unknown name. */
  static String hint(String word, Collection<String> names) {
    return to(word, names, Math.max(2, word.length() / 3))
        .map(name -> "; did you mean '" + name + "'?")
        .orElse("; known are: " + String.join(", ", names));
  }
}
