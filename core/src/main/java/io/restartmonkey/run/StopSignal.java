package io.restartmonkey.run;

import java.util.ArrayList;
import java.util.List;

/** Asks a run to stop, from any thread. Thread-safe; never goes back. */
public final class StopSignal {

  /** How urgently. */
  public enum Level {
    /** Go on. */
    NONE,
    /** Let running steps finish, begin no other. */
    AFTER_RUNNING_STEPS,
    /** End running steps now, with all their processes. */
    NOW
  }

  private final List<Runnable> watchers = new ArrayList<>();
  private Level level = Level.NONE;

  /** Lets running steps finish and begins no other. */
  public void afterRunningSteps() {
    raise(Level.AFTER_RUNNING_STEPS);
  }

  /** Ends running steps with all their processes. */
  public void now() {
    raise(Level.NOW);
  }

  /** What was asked so far. */
  public synchronized Level level() {
    return level;
  }

  public void watch(Runnable watcher) {
    synchronized (this) {
      watchers.add(watcher);
    }
    watcher.run();
  }

  public synchronized void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }

  private void raise(Level asked) {
    List<Runnable> told;
    synchronized (this) {
      if (asked.compareTo(level) > 0) {
        level = asked;
      }
      told = List.copyOf(watchers);
    }
    told.forEach(Runnable::run);
  }
}
