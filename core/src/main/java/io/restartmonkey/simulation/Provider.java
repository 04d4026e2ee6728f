package io.restartmonkey.simulation;

import java.time.Duration;

/** Who makes servers, switches their power and destroys them; and how that can go wrong. */
final class Provider {
  private static final int SLOWNESS = 10;

  /** What is wrong with it. */
  enum Trouble {
    NONE,
    SLOW,
    FAILS,
    /** It does what it was asked for, and says that it failed. */
    FAILS_AFTER_SUCCESS,
    /** It makes no server, but does all else. */
    OVER_QUOTA
  }

  /** What is wrong with its power switch. */
  enum Switch {
    WORKS,
    /** A check before it says that it cannot be used. */
    REFUSES,
    /** Its role has no tasks for it, which can be seen beforehand. */
    IS_NOT_THERE
  }

  private Trouble trouble = Trouble.NONE;
  private Switch power = Switch.WORKS;

  void has(Trouble next) {
    trouble = next;
  }

  void power(Switch next) {
    power = next;
  }

  Switch power() {
    return power;
  }

  Duration takes(Duration usually) {
    return trouble == Trouble.SLOW ? usually.multipliedBy(SLOWNESS) : usually;
  }

  boolean does(boolean making) {
    return trouble != Trouble.FAILS && !(making && trouble == Trouble.OVER_QUOTA);
  }

  boolean saysThatItWorked() {
    return trouble == Trouble.NONE || trouble == Trouble.SLOW || trouble == Trouble.OVER_QUOTA;
  }
}
