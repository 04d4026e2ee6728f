package io.restartmonkey.playbook;

import java.util.function.Consumer;

/**
 * A run of a playbook that was made ready and has touched no server yet. For one use, by one thread
 * at a time.
 */
public interface PreparedRun extends AutoCloseable {

  /** Runs it, as {@link PlaybookRunner#run} does. */
  PlaybookOutcome go(Consumer<PlaybookEvent> events);

  /** Begins it, as {@link PlaybookRunner#begin} does. */
  default RunHandle begin(Consumer<PlaybookEvent> events) {
    return RunHandle.onThread(() -> go(events));
  }

  /** Drops it, if it was not let go; afterwards no process of it is left. */
  @Override
  void close();
}
