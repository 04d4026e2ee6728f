package io.restartmonkey.simulation;

import java.time.Duration;

/**
 * Something that goes wrong.
 *
 * @param at when in the day
 * @param lasts how long, until somebody or something mends it
 * @param name what it is
 * @param begins lets it go wrong
 * @param ends mends it
 */
record Fault(Duration at, Duration lasts, String name, Runnable begins, Runnable ends) {

  /** A kind of fault. */
  interface Kind {
    /** One of this kind, as it is drawn. */
    Fault draw(Duration at, Duration lasts);
  }

  /** One that time does not mend. */
  static Fault once(Duration at, Duration lasts, String name, Runnable begins) {
    return new Fault(at, lasts, name, begins, () -> {});
  }
}
