package io.restartmonkey.simulation;

/**
 * The moments at which a process may die: after each write to its journal, to Redis or to its
 * memory, and after each change that its playbooks make. For one machine.
 */
final class CrashPoints {
  private static final int NEVER = Integer.MAX_VALUE;

  private int crashAt = NEVER;
  private int eventAt = NEVER;
  private Runnable event = () -> {};
  private int passed;
  private boolean dying;

  /** Ends a process where it is, past everything that would still be done. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("kill -9", null, false, false);
    }
  }

  /** Lets the process die at the n-th point, once. */
  void crashAt(int point) {
    crashAt = point;
  }

  /** Lets something happen at the n-th point, once; the process lives on. */
  void at(int point, Runnable what) {
    eventAt = point;
    event = what;
  }

  /** How many points there were so far. */
  int passed() {
    return passed;
  }

  /** What a process that dies would do on its way has no effect. */
  void enter() {
    if (dying) {
      throw new Killed();
    }
  }

  /** The process is at a point, by its own doing. */
  void reach() {
    if (isNext()) {
      dying = true;
      throw new Killed();
    }
  }

  /** The process is at a point, by what happens elsewhere; whether it is to die. */
  boolean isNext() {
    passed++;
    if (passed == eventAt) {
      event.run();
    }
    return passed == crashAt;
  }

  boolean isDying() {
    return dying;
  }

  /** It is dead. */
  void buried() {
    dying = false;
  }
}
