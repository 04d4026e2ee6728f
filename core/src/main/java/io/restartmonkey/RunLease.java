package io.restartmonkey;

import java.util.Optional;

/** Sees to it that one run at a time acts on a cluster, from whichever machine. */
public interface RunLease {

  /**
   * Takes the lease if it is free, or renews it if {@code runId} has it. Call it again well within
   * the lease's lifetime. After the lease was lost with its store, it is simply taken again, with a
   * higher token.
   */
  Grant hold(String runId);

  /** Who has the lease, safe to print; empty if nobody, or nobody can tell. */
  Optional<String> holder();

  /** Gives the lease back, if {@code runId} has it and the store can be reached. */
  void release(String runId);

  /** The answer to {@link #hold}. */
  sealed interface Grant {

    /**
     * The run has the lease.
     *
     * @param token grows each time that the lease changes hands, as long as its store keeps its
     *     data
     */
    record Granted(long token) implements Grant {}

    /**
     * Another run has it.
     *
     * @param holder which, safe to print
     */
    record Held(String holder) implements Grant {}

    /**
     * Nobody can tell, because the store does not answer, for example while it restarts.
     *
     * @param reason why, in one line
     */
    record Unknown(String reason) implements Grant {}
  }
}
