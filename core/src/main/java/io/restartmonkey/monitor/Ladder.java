package io.restartmonkey.monitor;

import io.restartmonkey.plan.Remedy;
import java.util.List;
import java.util.Optional;

/**
 * The cures in the order in which they are tried on a server that does not come back.
 *
 * @param rungs never empty
 */
record Ladder(List<Remedy> rungs) {

  /**
   * What comes next.
   *
   * <ul>
   *   <li>The run was cut off, could not begin, or the proxies failed: the server is not to blame,
   *       so it is tested and given its traffic back.
   *   <li>SSH could not reach it: the power switch, unless that was tried.
   *   <li>Otherwise the rung above the highest that was tried.
   * </ul>
   *
   * @param tried the cures since one last worked, oldest first; not empty
   * @return empty if no rung is left
   */
  Optional<Remedy> next(List<Treatment> tried) {
    Treatment last = tried.get(tried.size() - 1);
    int highest =
        tried.stream()
            .filter(t -> isServersFault(t.result()))
            .mapToInt(t -> rungs.indexOf(t.remedy()))
            .max()
            .orElse(-1);
    return switch (last.result()) {
      case TRAFFIC, CUT_OFF, NOT_STARTED -> Optional.of(Remedy.RESTORE);
      case UNREACHABLE -> above(Math.max(highest, rungs.indexOf(Remedy.POWER_CYCLE) - 1));
      default -> above(highest);
    };
  }

  /**
   * What a server gets that serves badly, but answers.
   *
   * @param attempts how often it needed a cure lately: what helped only for a while is followed by
   *     the next rung
   */
  Remedy rung(int attempts) {
    return rungs.get(Math.min(attempts, rungs.size() - 1));
  }

  /** The same for a server that does not answer at all: SSH is of no use. */
  Remedy rungForSilent(int attempts) {
    return rung(Math.max(0, rungs.indexOf(Remedy.POWER_CYCLE)) + attempts);
  }

  private Optional<Remedy> above(int rung) {
    return rungs.stream().skip(Math.max(0, rung + 1)).findFirst();
  }

  private static boolean isServersFault(Treatment.Result result) {
    return switch (result) {
      case SERVER, DEADLINE, UNREACHABLE, PROVIDER -> true;
      case DONE, TRAFFIC, CUT_OFF, NOT_STARTED -> false;
    };
  }
}
