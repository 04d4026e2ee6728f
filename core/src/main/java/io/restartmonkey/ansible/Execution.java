package io.restartmonkey.ansible;

import java.time.Duration;
import java.util.OptionalInt;

/** A command of Ansible that has been started. */
interface Execution {

  /** Waits for its end, but no longer than this. */
  boolean endsWithin(Duration time) throws InterruptedException;

  /** Ends it with all its processes, also when it is only just about to exist. */
  void end();

  /** Its exit code, once it has ended; empty if nobody was left to see it. */
  OptionalInt exitCode();
}
