package io.restartmonkey.spi;

import java.util.concurrent.Semaphore;

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
  record Standing(Role role, String why) {
    static Standing by(String leader) {
      return new Standing(Role.STANDS_BY, "monitor " + leader + " leads, and this one stands by");
    }
  }

  /** Takes the lead, or keeps it. Call it at each look at the cluster. */
  Standing standing();

  /** Leaves the lead to others, if this monitor has it. */
  void resign();

  /**
   * The lead of one of several clusters, where a process leads no more than so many of them.
   *
   * @param lease held under the names of monitors
   * @param self this monitor's name, of no other's
   * @param leads the clusters that the process may still lead
   */
  static Leadership by(RunLease lease, String self, Semaphore leads) {
    return new CappedLeadership(by(lease, self), lease, leads);
  }

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
        if (grant instanceof RunLease.Grant.Granted) {
          return new Standing(Role.LEADS, "");
        } else if (grant instanceof RunLease.Grant.Held held) {
          return Standing.by(held.holder());
        }
        String why =
            grant instanceof RunLease.Grant.Unknown unknown
                ? unknown.reason()
                : "another one has led meanwhile";
        return new Standing(Role.UNKNOWN, "nobody can tell which monitor leads: " + why);
      }

      @Override
      public void resign() {
        lease.release(self);
      }
    };
  }
}
