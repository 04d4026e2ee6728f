package io.restartmonkey.internal.decision;

import io.restartmonkey.plan.Action;
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

  /** Whether it takes a server away from its work. */
  boolean restarts() {
    return switch (action.remedy()) {
      case RESTART_SERVICE, REBOOT, POWER_CYCLE, REPLACE -> true;
      case RESTORE, RESTART_AGENT, ADD_SURGE, RETIRE -> false;
    };
  }

  Proposal heldBy(Optional<String> reason) {
    return new Proposal(action, hold.or(() -> reason));
  }
}
