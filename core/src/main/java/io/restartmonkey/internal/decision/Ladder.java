package io.restartmonkey.internal.decision;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.Sets;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.term.Option;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The cures in the order in which they are tried on a server that does not come back. It has an
 * end, whatever goes wrong.
 *
 * @param rungs never empty
 * @param unable why some of them can do nothing about this server: these are left out
 */
record Ladder(List<Remedy> rungs, Map<Remedy, String> unable) {
  /** What has failed so often without a word of the server has been tried. */
  private static final int ENOUGH = 2;

  private static final Set<FailureCause> SERVERS_FAULT =
      Sets.immutableEnumSet(
          FailureCause.SERVER,
          FailureCause.DEADLINE,
          FailureCause.UNREACHABLE,
          FailureCause.PROVIDER);

  private static final Set<FailureCause> IN_VAIN =
      Sets.immutableEnumSet(FailureCause.CUT_OFF, FailureCause.NOT_STARTED);

  /**
   * What comes next.
   *
   * <ul>
   *   <li>The run was cut off, could not begin, or the proxies failed: the server is not to blame,
   *       so it is tested and given its traffic back. A test that cannot begin either is tried
   *       twice.
   *   <li>SSH could not reach it: the power switch, unless that was tried. Where nothing without
   *       SSH can act, SSH is tried again.
   *   <li>Otherwise the rung above the highest that was tried. One that twice was cut off or could
   *       not begin was tried, too.
   * </ul>
   *
   * @param tried the cures since one last worked, oldest first; not empty
   * @return empty if no rung is left
   */
  Optional<Remedy> next(List<Treatment> tried) {
    Treatment last = tried.get(tried.size() - 1);
    int highest = highest(tried);
    if (last.isDone()) {
      return above(highest);
    }
    return switch (last.failure().get()) {
      case TRAFFIC -> Optional.of(Remedy.RESTORE);
      case CUT_OFF, NOT_STARTED ->
          last.remedy() == Remedy.RESTORE && endsInVain(tried)
              ? above(highest)
              : Optional.of(Remedy.RESTORE);
      case UNREACHABLE ->
          above(Math.max(highest, rungs.indexOf(Remedy.POWER_CYCLE) - 1)).or(() -> above(highest));
      default -> above(highest);
    };
  }

  private int highest(List<Treatment> tried) {
    Map<Remedy, Integer> inVain = new EnumMap<>(Remedy.class);
    int highest = -1;
    for (Treatment treatment : tried) {
      boolean isTried =
          isServersFault(treatment)
              || (isInVain(treatment)
                  && inVain.merge(treatment.remedy(), 1, Integer::sum) >= ENOUGH);
      if (isTried) {
        highest = Math.max(highest, rungs.indexOf(treatment.remedy()));
      }
    }
    return highest;
  }

  private static boolean endsInVain(List<Treatment> tried) {
    return tried.size() >= ENOUGH
        && tried.subList(tried.size() - ENOUGH, tried.size()).stream()
            .allMatch(t -> t.remedy() == Remedy.RESTORE && isInVain(t));
  }

  /**
   * What a server gets that serves badly, but answers.
   *
   * @param attempts how often it needed a cure lately: what helped only for a while is followed by
   *     the next rung
   * @return empty if no rung can do anything
   */
  Optional<Remedy> rung(int attempts) {
    return rung(0, attempts);
  }

  /**
   * The same for a server that does not answer at all: SSH is of no use, but tried where there is
   * nothing else.
   */
  Optional<Remedy> rungForSilent(int attempts) {
    int power = Math.max(0, rungs.indexOf(Remedy.POWER_CYCLE));
    return rung(power, attempts).or(() -> rung(0, attempts));
  }

  /** Which rungs are left out and why, to be put behind a sentence; empty text if none is. */
  String leftOut() {
    List<Remedy> left = rungs.stream().filter(unable::containsKey).toList();
    return left.isEmpty()
        ? ""
        : "; left out: "
            + left.stream()
                .map(remedy -> "%s (%s)".formatted(Labels.of(remedy), unable.get(remedy)))
                .collect(joining(", "))
            + "; add what lacks, or take them out of "
            + Option.LADDER;
  }

  private Optional<Remedy> rung(int lowest, int attempts) {
    List<Remedy> able = from(lowest);
    return able.isEmpty()
        ? Optional.empty()
        : Optional.of(able.get(Math.min(attempts, able.size() - 1)));
  }

  private Optional<Remedy> above(int rung) {
    return from(rung + 1).stream().findFirst();
  }

  private List<Remedy> from(int rung) {
    return IntStream.range(Math.max(0, rung), rungs.size())
        .mapToObj(rungs::get)
        .filter(remedy -> !unable.containsKey(remedy))
        .toList();
  }

  private static boolean isServersFault(Treatment treatment) {
    return treatment.failure().filter(SERVERS_FAULT::contains).isPresent();
  }

  /** Nobody knows that it came as far as the server; a proxy that fails is another matter. */
  private static boolean isInVain(Treatment treatment) {
    return treatment.failure().filter(IN_VAIN::contains).isPresent();
  }
}
