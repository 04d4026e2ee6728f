package io.restartmonkey.simulation;

import io.restartmonkey.health.MonitorPolicy;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold whatever happens, checked on the cluster as it really is.
 *
 * <ul>
 *   <li>I1 nothing that a monitor does leaves fewer servers of a service serving than its floor,
 *       and nobody stops a server that gets requests; a server that broke within the last seconds
 *       still counts, as nobody can know yet;
 *   <li>I2 no run changes a server or a proxy that a run which began later has changed, none begins
 *       a step while another has the lease, and no monitor acts beside a restart of the cluster
 *       that its machine or Redis knows to be half-way, unless it has come to its end and a full
 *       disk has kept no word of that;
 *   <li>I3 a server is out of traffic for {@value DrainTimeLimit#PATIENCE_MINUTES} minutes at most,
 *       or an alert says so; while a restart of the cluster goes on, this does not count, nor does
 *       I4;
 *   <li>I4 there are no more surge servers than allowed, and none for longer than its lease, or an
 *       alert says so;
 *   <li>I5 what a run is given are names, numbers and words of ours;
 *   <li>I6 a step that its journal calls done, or whose playbook came to a good end, is not begun
 *       again, whoever resumes its run;
 *   <li>I7 while most servers are silent, no monitor restarts or replaces anything;
 *   <li>I9 no server and no service gets more cures in an hour or a day than its budgets, see
 *       {@link CureCount};
 *   <li>I10 every ladder has an end: what cannot be done to a server is not tried for ever.
 * </ul>
 *
 * <p>This class hands on what happens. The checks are in {@link ServiceFloor} (I1), {@link
 * RunOrder} (I2), {@link RunStart} (I2, I5, I6), {@link DrainTimeLimit} (I3), {@link SurgeLimit}
 * (I4), {@link MassSilence} (I7), {@link CureCount} (I9) and {@link PowerSwitchTries} (I10).
 *
 * <p>I3 and I4 are looked at after every event, the others whenever something is begun or changed:
 * nothing else can break them. A monitor that fails by its own doing breaks I3, as its alerts are
 * worth nothing.
 */
final class Invariants {
  private final MonitorPolicy policy;
  private final Violations violations = new Violations();
  private final RunOrder order = new RunOrder(violations);
  private final RunStart start;
  private final MassSilence silence;
  private final ServiceFloor floor;
  private final DrainTimeLimit drains;
  private final SurgeLimit surge;
  private final CureCount cures;
  private final PowerSwitchTries powerSwitch;
  private int changes;

  Invariants(World world, MonitorPolicy policy, Oversight oversight) {
    this.policy = policy;
    this.start = new RunStart(world, violations);
    this.silence = new MassSilence(world, policy.health(), oversight, violations);
    this.floor = new ServiceFloor(world, policy.guards(), violations);
    this.drains = new DrainTimeLimit(world, oversight, violations);
    this.surge = new SurgeLimit(world, policy.guards(), oversight, violations);
    this.cures = new CureCount(world.queue(), policy.guards());
    this.powerSwitch = new PowerSwitchTries(world, violations);
  }

  /** What is known of cures so far, by whoever is there. */
  CureCount cures() {
    return cures;
  }

  /** The first thing that did not hold. */
  Optional<String> violation() {
    return violations.first();
  }

  /** How many changes were made to the cluster. */
  int changes() {
    return changes;
  }

  /** A monitor failed by its own doing. */
  void failed(String how) {
    violations.report("I3", how);
  }

  Set<String> services() {
    return policy.guards().services();
  }

  /** A run is about to begin. */
  void begins(PlaybookProcess process) {
    order.begins(process);
    start.begins(process);
    silence.begins(process);
  }

  /** A run is about to change something. */
  void changes(PlaybookProcess process, String what) {
    changes++;
    order.changes(process, what);
  }

  /** A proxy is about to send it nothing more. */
  void losesTraffic(SimulatedServer server) {
    cures.losesTraffic(server);
    floor.losesTraffic(server);
  }

  /** Its service, or itself, is about to be stopped. */
  void stops(SimulatedServer server) {
    floor.stops(server);
  }

  /** A power switch that cannot act was asked to. */
  void asksInVain(String name) {
    powerSwitch.asksInVain(name);
  }

  /** A monitor is about to restart it. */
  void restarts(SimulatedServer server) {
    cures.restarts(server).ifPresent(what -> violations.report("I9", what));
    floor.stops(server);
  }

  void makes(SimulatedServer server, boolean isSurge) {
    if (isSurge) {
      surge.makes(server);
    }
  }

  void destroys(SimulatedServer server) {
    surge.destroys(server);
  }

  /** What holds at every moment. */
  void check() {
    powerSwitch.forgetServing();
    drains.check();
    surge.check();
  }
}
