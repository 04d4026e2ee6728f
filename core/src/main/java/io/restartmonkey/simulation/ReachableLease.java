package io.restartmonkey.simulation;

import io.restartmonkey.spi.RunLease;
import java.util.Optional;
import java.util.function.Supplier;

/** A lease in Redis, as far as a machine can reach it. */
final class ReachableLease implements RunLease {
  private final MachineProcess process;
  private final World world;
  private final RunLease lease;
  private final boolean isOfRuns;

  /**
   * A lease that a process asks for.
   *
   * @param isOfRuns whether a process that takes it or gives it back may die then
   */
  ReachableLease(MachineProcess process, World world, RunLease lease, boolean isOfRuns) {
    this.process = process;
    this.world = world;
    this.lease = lease;
    this.isOfRuns = isOfRuns;
  }

  @Override
  public Grant hold(String id) {
    return taken(() -> lease.hold(id));
  }

  @Override
  public Grant renew(String id, long token) {
    return taken(() -> lease.renew(id, token));
  }

  private Grant taken(Supplier<Grant> how) {
    if (process.machine().isCutOff()) {
      return new Grant.Unknown("no route to host");
    }
    boolean wasFree = lease.holder().isEmpty();
    Grant grant = how.get();
    if (isOfRuns && wasFree && grant instanceof Grant.Granted) {
      process.points().reach();
    }
    return world.redis().answers() ? grant : new Grant.Unknown("Read timed out");
  }

  @Override
  public Optional<String> holder() {
    return process.machine().isCutOff() || !world.redis().answers()
        ? Optional.empty()
        : lease.holder();
  }

  @Override
  public void release(String id) {
    process.points().enter();
    if (!process.machine().isCutOff()) {
      lease.release(id);
      if (isOfRuns) {
        process.points().reach();
      }
    }
  }
}
