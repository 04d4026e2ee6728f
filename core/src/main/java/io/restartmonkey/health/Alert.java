package io.restartmonkey.health;

import java.time.Instant;

/**
 * A message to an operator.
 *
 * @param kind whether it begins, goes on, or is over
 * @param condition what it is about
 * @param at when
 */
public record Alert(Kind kind, Condition condition, Instant at) {
  /** What became of a condition. */
  public enum Kind {
    /** It is new. */
    RAISED,
    /** It still holds, and it was said long ago. */
    REPEATED,
    /** It is over. */
    RESOLVED
  }
}
