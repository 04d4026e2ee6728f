package io.restartmonkey.ansible;

import io.restartmonkey.cluster.ForeignText;
import java.util.Optional;
import java.util.stream.Stream;

/** Why Ansible refused something, out of what it printed. */
final class AnsibleReason {
  private static final int LONGEST = 2000;

  private AnsibleReason() {}

  /** Ansible's own words from its first error on, safe to print; empty if it names no error. */
  static Optional<String> in(String output) {
    return Stream.of("ERROR!", "[ERROR]")
        .map(output::indexOf)
        .filter(at -> at >= 0)
        .min(Integer::compare)
        .map(at -> safe(output.substring(at)));
  }

  /** Foreign text without control characters, and cut to size. */
  static String safe(String text) {
    return ForeignText.lines(text.strip(), LONGEST);
  }
}
