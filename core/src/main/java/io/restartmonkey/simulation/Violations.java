package io.restartmonkey.simulation;

import java.util.Optional;

/** Keeps the first invariant that did not hold, as the others may only follow from it. */
final class Violations {
  private Optional<String> first = Optional.empty();

  void report(String invariant, String what) {
    if (first.isEmpty()) {
      first = Optional.of(invariant + ": " + what);
    }
  }

  Optional<String> first() {
    return first;
  }
}
