package io.restartmonkey;

import io.restartmonkey.monitor.Treatment;
import io.restartmonkey.plan.Remedy;
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
public record Remembered(
    List<Treatment> treatments,
    List<String> unfinished,
    Optional<String> halfWay,
    Optional<HalfWay> elsewhere,
    List<PastRun> runs,
    Map<String, String> quarantined) {
  public Remembered {
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
  public static Remembered of(
      List<PastRun> runs, Map<String, String> quarantined, Map<String, Instant> cleared) {
    List<Treatment> treatments = new ArrayList<>();
    for (PastRun run : runs) {
      run.treatment().filter(t -> run.status().isPresent()).ifPresent(treatments::add);
    }
    return new Remembered(
        without(treatments, cleared),
        runs.stream().filter(PastRun::isUnfinishedTreatment).map(PastRun::runId).toList(),
        PastRun.halfWay(runs),
        Optional.empty(),
        runs,
        quarantined);
  }

  /** The run of this machine that is half-way, or has stopped the cluster. */
  Optional<HalfWay> isHalfWay(String machine) {
    return halfWay.map(
        runId -> {
          HalfWay run = new HalfWay(runId, machine);
          boolean isStop =
              runs.stream().filter(past -> past.runId().equals(runId)).anyMatch(PastRun::isStop);
          return isStop ? run.stopped() : run;
        });
  }

  /** The same when servers were taken out of quarantine, wherever: they begin anew, with a test. */
  static List<Treatment> without(List<Treatment> treatments, Map<String, Instant> cleared) {
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
                    Treatment.Result.CUT_OFF,
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
  Remembered withOthers(
      List<Treatment> all,
      Optional<String> here,
      Optional<HalfWay> there,
      Map<String, String> apart) {
    return new Remembered(all, unfinished, here, there, runs, apart);
  }
}
