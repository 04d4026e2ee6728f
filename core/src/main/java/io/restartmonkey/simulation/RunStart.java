package io.restartmonkey.simulation;

import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What must hold as a run begins: its arguments are safe (I5), no other run is disturbed (I2), and
 * its step is not done yet (I6).
 */
final class RunStart {
  private static final Pattern OURS = Pattern.compile("[a-zA-Z0-9_./-]{1,100}");

  private final World world;
  private final Violations violations;

  RunStart(World world, Violations violations) {
    this.world = world;
    this.violations = violations;
  }

  /** A run is about to begin. */
  void begins(PlaybookProcess process) {
    PlaybookRun run = process.run();
    run.variables().forEach((name, value) -> mustBeOurs(name, value));
    run.targets().forEach(target -> mustBeOurs(Variables.TARGET, target));
    run.inventory().servers().forEach(server -> mustBeOurs("address", server.address()));
    mustBeAlone(process);
    mustBeNew(process);
  }

  private void mustBeOurs(String name, Object value) {
    boolean ours =
        value instanceof Boolean
            || value instanceof Number
            || (value instanceof String text && OURS.matcher(text).matches())
            || (value instanceof List<?> list
                && list.stream().allMatch(e -> OURS.matcher(String.valueOf(e)).matches()));
    if (!ours) {
      violations.report("I5", "%s is %s".formatted(name, value));
    }
  }

  /** Whoever has the lease, or stopped the cluster half-way, is not disturbed. */
  private void mustBeAlone(PlaybookProcess process) {
    Optional<String> holder = world.redis().lease().holder();
    if (holder.isPresent()
        && !holder.get().equals(process.runId())
        && !process.machine().isCutOff()) {
      violations.report(
          "I2", "%s begins while %s has the lease".formatted(process.runId(), holder.get()));
    }
    MachineJournals journals = process.machine().journals();
    Optional<String> halfWay = journals.halfWay().filter(runId -> !journals.get(runId).isDone());
    if (halfWay.isPresent() && !journals.isOfCluster(process.runId())) {
      violations.report(
          "I2", "%s begins while %s is half-way".formatted(process.runId(), halfWay.get()));
    }
    if (world.redis().isUp() && !process.machine().isCutOff()) {
      world
          .redis()
          .halfWay()
          .filter(known -> !known.isOver() && !journals.isOfCluster(process.runId()))
          .ifPresent(
              known ->
                  violations.report(
                      "I2",
                      "%s begins while %s is half-way on %s"
                          .formatted(process.runId(), known.runId(), known.machine())));
    }
  }

  private void mustBeNew(PlaybookProcess process) {
    if (process.machine().journals().done(process.runId()).contains(process.stepId())) {
      violations.report("I6", "%s %s is done again".formatted(process.runId(), process.stepId()));
    }
    process
        .machine()
        .outcome(process.run().folder())
        .filter(PlaybookOutcome::isSuccess)
        .ifPresent(
            outcome ->
                violations.report(
                    "I6",
                    "%s %s succeeded, and is done again"
                        .formatted(process.runId(), process.stepId())));
  }
}
