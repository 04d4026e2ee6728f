package io.restartmonkey.spi;

import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the monitor remembers of what was done, by whichever process.
 *
 * @param treatments of single servers, those that have ended
 * @param unfinished the run ids of treatments that were begun and not seen to their end, oldest
 *     first
 * @param halfWay the newest run that stopped or restarted the whole cluster, if it came to no good
 *     end, or was only to stop it, and no smoke test has passed since
 * @param elsewhere the same on another machine
 * @param runs the runs on this machine
 * @param quarantined the servers that are left alone until somebody takes them out, with the reason
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED_REQUIRED_ONLY)
public record MonitorState(
    List<Treatment> treatments,
    List<String> unfinished,
    Optional<String> halfWay,
    Optional<IncompleteRun> elsewhere,
    List<RunSummary> runs,
    Map<String, String> quarantined) {
  public MonitorState {
    runs = List.copyOf(runs);
    treatments = List.copyOf(treatments);
    unfinished = List.copyOf(unfinished);
    quarantined = Map.copyOf(quarantined);
  }

  /**
   * What follows from all that was done.
   *
   * @param runs all runs, oldest first
   * @param quarantined the servers in quarantine, with the reason
   * @param cleared when servers were taken out of it: such a server begins anew, with a test
   */
  public static MonitorState of(
      List<RunSummary> runs, Map<String, String> quarantined, Map<String, Instant> cleared) {
    List<Treatment> treatments = new ArrayList<>();
    for (RunSummary run : runs) {
      run.treatment().filter(t -> run.status().isPresent()).ifPresent(treatments::add);
    }
    return new MonitorState(
        without(treatments, cleared),
        runs.stream().filter(RunSummary::isUnfinishedTreatment).map(RunSummary::runId).toList(),
        RunSummary.halfWay(runs),
        Optional.empty(),
        runs,
        quarantined);
  }

  /** The run of this machine that is half-way, or has stopped the cluster. */
  public Optional<IncompleteRun> isHalfWay(String machine) {
    return halfWay.map(
        runId -> {
          IncompleteRun run = new IncompleteRun(runId, machine);
          boolean isStop =
              runs.stream().filter(past -> past.runId().equals(runId)).anyMatch(RunSummary::isStop);
          return isStop ? run.stopped() : run;
        });
  }

  /** The same when servers were taken out of quarantine, wherever: they begin anew, with a test. */
  public static List<Treatment> without(List<Treatment> treatments, Map<String, Instant> cleared) {
    List<Treatment> rest = new ArrayList<>();
    for (Treatment treatment : treatments) {
      if (!treatment.startedAt().isBefore(cleared.getOrDefault(treatment.server(), Instant.MIN))) {
        rest.add(treatment);
      }
    }
    cleared.forEach(
        (server, at) -> {
          if (rest.stream()
              .noneMatch(t -> t.server().equals(server) && Treatment.isCure(t.remedy()))) {
            rest.add(
                new Treatment(
                    server,
                    Remedy.RESTORE,
                    at,
                    at,
                    Optional.of(FailureCause.CUT_OFF),
                    Optional.empty(),
                    "it was taken out of quarantine"));
          }
        });
    return rest;
  }

  /**
   * The same with what others have done.
   *
   * @param all treatments
   * @param here the run of this machine that is half-way
   * @param there the one of another machine
   * @param apart the servers that are in quarantine, wherever, with the reason
   */
  public MonitorState withOthers(
      List<Treatment> all,
      Optional<String> here,
      Optional<IncompleteRun> there,
      Map<String, String> apart) {
    return new MonitorState(all, unfinished, here, there, runs, apart);
  }
}
