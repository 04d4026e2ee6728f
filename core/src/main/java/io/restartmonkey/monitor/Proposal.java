package io.restartmonkey.monitor;

import io.restartmonkey.plan.Remedy;
import java.util.Optional;

/**
 * What would be done about a server, and the guard of its own that speaks against it.
 *
 * @param action what
 * @param hold why not now
 */
record Proposal(Action action, Optional<String> hold) {

  static Proposal of(Remedy remedy, String server, String reason) {
    return new Proposal(new Action(remedy, server, reason), Optional.empty());
  }

  Proposal heldBy(Optional<String> reason) {
    return new Proposal(action, hold.or(() -> reason));
  }
}
