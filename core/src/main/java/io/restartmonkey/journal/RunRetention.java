package io.restartmonkey.journal;

import static java.util.stream.Collectors.toSet;

import io.restartmonkey.health.Treatment;
import io.restartmonkey.internal.decision.Ledger;
import io.restartmonkey.spi.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the runs that may be forgotten: those that ended, and that nothing follows from. */
final class RunRetention {
  private RunRetention() {}

  /**
   * What runs mean to a monitor.
   *
   * @param cured servers that something was tried for; of each, the newest try stays
   */
  private record Meaning(Ledger.Upshot upshot, Set<String> cured, Optional<String> halfWay) {
    static Meaning of(List<RunSummary> runs) {
      List<Treatment> treatments = runs.stream().flatMap(run -> run.treatment().stream()).toList();
      return new Meaning(
          new Ledger(treatments, Map.of()).upshot(),
          treatments.stream()
              .filter(treatment -> Treatment.isCure(treatment.remedy()))
              .map(Treatment::server)
              .collect(toSet()),
          RunSummary.halfWay(runs));
    }
  }

  /**
   * The oldest runs without which the rest means the same.
   *
   * @param all every run, oldest first
   * @param most how many to name at most
   * @param isOld whether a run is old enough
   */
  static List<String> needless(List<RunSummary> all, int most, Predicate<RunSummary> isOld) {
    Meaning meaning = Meaning.of(all);
    List<RunSummary> rest = all;
    List<String> needless = new ArrayList<>();
    for (RunSummary run : all) {
      if (needless.size() < most && run.status().isPresent() && isOld.test(run)) {
        List<RunSummary> without = rest.stream().filter(other -> !other.equals(run)).toList();
        if (Meaning.of(without).equals(meaning)) {
          rest = without;
          needless.add(run.runId());
        }
      }
    }
    return needless;
  }
}
