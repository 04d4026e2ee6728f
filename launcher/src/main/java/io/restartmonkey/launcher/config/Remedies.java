package io.restartmonkey.launcher.config;

import com.google.common.base.Splitter;
import io.restartmonkey.plan.Remedy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Remedies as people write them: {@code restart-service}. */
final class Remedies {
  private Remedies() {}

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException if one of them is none
   */
  static List<Remedy> read(String text) {
    return Splitter.on(',').trimResults().omitEmptyStrings().splitToList(text).stream()
        .map(Remedies::one)
        .toList();
  }

  private static Remedy one(String word) {
    return Arrays.stream(Remedy.values())
        .filter(remedy -> word(remedy).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is none of restart-service, reboot, power-cycle, replace"
                        .formatted(word)));
  }

  private static String word(Remedy remedy) {
    return remedy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
