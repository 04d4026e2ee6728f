package io.restartmonkey.spi;

import java.util.Optional;

/** Sees to it that one run at a time acts on a cluster, from whichever machine. */
public interface RunLease {

  /** Takes the lease if it is free, or renews it if {@code runId} has it. */
  Grant hold(String runId);

  /**
   * Renews the lease that came with this token. Call it well within the lease's lifetime. After it
   * expired, or was lost with its store, it is taken again, with the same token: but only if nobody
   * else has had it since.
   */
  Grant renew(String runId, long token);

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

    /** Another run has had it since, and gave it back. */
    record Overtaken() implements Grant {}

    /**
     * Nobody can tell, because the store does not answer, for example while it restarts.
     *
     * @param reason why, in one line
     */
    record Unknown(String reason) implements Grant {}
  }
}
