package io.restartmonkey.simulation;

import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.spi.RunSummary;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The runs on the disk of a machine, and the lock that one process at a time has on them. */
final class MachineJournals {
  private final String machine;
  private final Map<String, KeptRun> runs = new LinkedHashMap<>();
  private Optional<MachineProcess> owner = Optional.empty();

  MachineJournals(String machine) {
    this.machine = machine;
  }

  Path folder() {
    return Path.of("/runs").resolve(machine);
  }

  boolean has(String runId) {
    return runs.containsKey(runId);
  }

  KeptRun add(RunRecord record) {
    KeptRun run = new KeptRun("%s-%05d".formatted(machine, runs.size() + 1), record);
    runs.put(run.runId(), run);
    return run;
  }

  KeptRun get(String runId) {
    return Optional.ofNullable(runs.get(runId))
        .orElseThrow(() -> new RunFolderException("there is no run " + runId));
  }

  /** A process has them to itself from now on. */
  void lock(MachineProcess process) {
    refuseIfLocked();
    owner = Optional.of(process);
  }

  void refuseIfLocked() {
    if (owner.isPresent()) {
      throw new RunInProgressException("another run is going on on " + machine);
    }
  }

  /** A process no longer has them to itself, if it had: also when it is dead. */
  void unlock(MachineProcess process) {
    owner = owner.filter(other -> other != process);
  }

  /** All runs, oldest first. */
  List<RunSummary> past() {
    return runs.values().stream().map(KeptRun::past).toList();
  }

  /** The newest run of the whole cluster, if it has not come to its end. */
  Optional<String> halfWay() {
    return past().stream()
        .filter(run -> !run.job().isTreatment())
        .filter(RunSummary::hasBegun)
        .reduce((one, newer) -> newer)
        .filter(run -> !run.isFinal())
        .map(RunSummary::runId);
  }

  /** Whether a run is about the whole cluster. */
  boolean isOfCluster(String runId) {
    return !get(runId).record().request().job().isTreatment();
  }

  /** The steps of a run that its journal calls done. */
  Set<String> done(String runId) {
    return Optional.ofNullable(runs.get(runId)).map(run -> run.history().done()).orElse(Set.of());
  }
}
