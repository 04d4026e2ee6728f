package io.restartmonkey;

import java.util.Optional;

/** Sees to it that of all monitors of a cluster, on whichever machines, one acts at a time. */
public interface Leadership {
  /** Of a monitor that has no others beside it. */
  Leadership ALONE =
      new Leadership() {
        @Override
        public Optional<String> standby() {
          return Optional.empty();
        }

        @Override
        public void resign() {}
      };

  /**
   * Takes the lead, or keeps it. Call it at each look at the cluster.
   *
   * @return why this monitor stands by; empty if it leads
   */
  Optional<String> standby();

  /** Leaves the lead to others, if this monitor has it. */
  void resign();

  /**
   * The lead as a lease that one monitor holds.
   *
   * @param lease held under the names of monitors
   * @param self this monitor's name, of no other's
   */
  static Leadership by(RunLease lease, String self) {
    return new Leadership() {
      @Override
      public Optional<String> standby() {
        RunLease.Grant grant = lease.hold(self);
        if (grant instanceof RunLease.Grant.Held held) {
          return Optional.of("monitor " + held.holder() + " leads, and this one stands by");
        } else if (grant instanceof RunLease.Grant.Unknown unknown) {
          return Optional.of("nobody can tell which monitor leads: " + unknown.reason());
        }
        return Optional.empty();
      }

      @Override
      public void resign() {
        lease.release(self);
      }
    };
  }
}
