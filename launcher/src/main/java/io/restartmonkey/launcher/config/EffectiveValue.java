package io.restartmonkey.launcher.config;

/**
 * The effective value of one setting, as text.
 *
 * @param text the value, checked; a path as it is from here; empty text = none
 * @param origin where it came from: {@code default}, a file with its line, a variable or a flag
 */
public record EffectiveValue(String text, String origin) {
  private static final String DEFAULT = "default";

  static EffectiveValue ofDefault(String text) {
    return new EffectiveValue(text, DEFAULT);
  }

  /** Whether nobody has set it. */
  boolean isDefault() {
    return origin.equals(DEFAULT);
  }

  /** What to throw where it makes no sense. */
  ConfigException wrong(String reason) {
    return origin.startsWith("--")
        ? ConfigException.ofFlag(origin, reason)
        : ConfigException.at(origin, reason);
  }
}
