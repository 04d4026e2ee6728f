package io.restartmonkey.launcher.doctor;

import java.util.List;

/** Which exit code a doctor's failure has, and which of several is the worst. */
final class Codes {
  static final int SERVER = 1;
  static final int CONTENT = 3;
  static final int CLUSTER = 4;
  static final int ANSIBLE = 5;
  static final int REFUSED = 6;

  /** What must be mended first, as the rest cannot work before. */
  private static final List<Integer> WORST_FIRST =
      List.of(CONTENT, CLUSTER, ANSIBLE, REFUSED, SERVER);

  private Codes() {}

  static int worst(List<Finding> findings) {
    return WORST_FIRST.stream()
        .filter(code -> findings.stream().anyMatch(finding -> finding.exitCode() == code))
        .findFirst()
        .orElse(0);
  }
}
