package io.restartmonkey.ansible;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An execution whose processes are found by their mark, see {@link ProcessTree}. */
abstract class MarkedExecution implements Execution {
  private static final Duration ROUND = Duration.ofMillis(100);
  private static final int ROUNDS = 100;

  private final Path mark;

  MarkedExecution(Path mark) {
    this.mark = mark;
  }

  /** The first of its processes, once it is known. */
  abstract Optional<ProcessHandle> root();

  /** Whether a process of it is left, other than connections that ssh keeps for the next run. */
  final boolean isLeft() {
    return ProcessTree.marked(mark::equals).stream()
        .anyMatch(process -> !process.isSharedConnection());
  }

  @Override
  public final void end() {
    boolean interrupted = Thread.interrupted();
    boolean ended = false;
    for (int round = 0; round < ROUNDS && !ended; round++) {
      ProcessTree.end(mark, root());
      try {
        ended = endsWithin(ROUND);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    ProcessTree.end(mark, Optional.empty());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
