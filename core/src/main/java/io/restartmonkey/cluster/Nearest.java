package io.restartmonkey.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody may have meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The nearest of some names; of equally near ones, the first of the alphabet.
   *
   * @param furthest how many letters may be missing, too many or different
   */
  public static Optional<String> to(String word, Collection<String> names, int furthest) {
    return names.stream()
        .filter(name -> distance(word, name) <= furthest)
        .min(
            Comparator.<String>comparingInt(name -> distance(word, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The question to put behind a message about an unknown name. */
  public static Optional<String> question(String word, Collection<String> names, int furthest) {
    return to(word, names, furthest).map(name -> "did you mean '" + name + "'?");
  }

  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j < previous.length; j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[previous.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[other.length()];
  }
}
