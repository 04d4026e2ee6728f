package io.restartmonkey;

/** Sees to it that of all monitors of a cluster, on whichever machines, one acts at a time. */
public interface Leadership {
  /** Of a monitor that has no others beside it. */
  Leadership ALONE =
      new Leadership() {
        @Override
        public Standing standing() {
          return new Standing(Role.LEADS, "");
        }

        @Override
        public void resign() {}
      };

  /** What a monitor is among others. */
  enum Role {
    /** It acts. */
    LEADS,
    /** Another one does. */
    STANDS_BY,
    /** Nobody can tell, so it does not act. */
    UNKNOWN
  }

  /**
   * What a monitor is among others, and why.
   *
   * @param why in one phrase; empty text if it leads
   */
  record Standing(Role role, String why) {}

  /** Takes the lead, or keeps it. Call it at each look at the cluster. */
  Standing standing();

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
      public Standing standing() {
        RunLease.Grant grant = lease.hold(self);
        if (grant instanceof RunLease.Grant.Held held) {
          return new Standing(
              Role.STANDS_BY, "monitor " + held.holder() + " leads, and this one stands by");
        } else if (grant instanceof RunLease.Grant.Unknown unknown) {
          return new Standing(
              Role.UNKNOWN, "nobody can tell which monitor leads: " + unknown.reason());
        }
        return new Standing(Role.LEADS, "");
      }

      @Override
      public void resign() {
        lease.release(self);
      }
    };
  }
}
