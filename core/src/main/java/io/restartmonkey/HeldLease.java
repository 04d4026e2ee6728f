package io.restartmonkey;

import io.restartmonkey.spi.RunLease;
import java.util.Optional;
import java.util.OptionalLong;

/** The lease as a run has it: the token with which it was first taken is kept. For one thread. */
final class HeldLease {
  private final RunLease lease;
  private final String runId;
  private OptionalLong token = OptionalLong.empty();

  HeldLease(RunLease lease, String runId) {
    this.lease = lease;
    this.runId = runId;
  }

  /** By which servers tell this run from a newer one; empty if the store has not answered yet. */
  OptionalLong token() {
    return token;
  }

  /** Takes the lease, or renews it. */
  RunLease.Grant keep() {
    RunLease.Grant grant =
        token.isPresent() ? lease.renew(runId, token.getAsLong()) : lease.hold(runId);
    if (token.isEmpty() && grant instanceof RunLease.Grant.Granted granted) {
      token = OptionalLong.of(granted.token());
    }
    return grant;
  }

  /** How another run came between, if this answer to {@link #keep} says so. */
  static Optional<String> howOvertaken(RunLease.Grant grant) {
    if (grant instanceof RunLease.Grant.Held held) {
      return Optional.of("run " + held.holder() + " took the lease of this cluster");
    }
    return grant instanceof RunLease.Grant.Overtaken
        ? Optional.of("another run has had the lease of this cluster meanwhile")
        : Optional.empty();
  }

  void release() {
    lease.release(runId);
  }
}
