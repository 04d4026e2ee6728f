package io.restartmonkey.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/** The faults of a day in their order; of a week, if one of them comes back every hour. */
final class FaultSchedule {
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration WEEK = DAY.multipliedBy(7);

  /** A fault then is one that comes back all the week. */
  private static final Duration LATE = DAY.multipliedBy(3);

  private final Queue<Fault> faults;
  private final Duration end;

  private FaultSchedule(List<Fault> faults, Duration end) {
    this.faults = new ArrayDeque<>(faults);
    this.end = end;
  }

  /** Draws the faults, and the restarts of the whole cluster. */
  static FaultSchedule draw(Faults faults, Restarts restarts) {
    List<Fault> all = new ArrayList<>(faults.draw());
    all.addAll(restarts.draw(DAY));
    Duration end = all.stream().anyMatch(fault -> fault.at().compareTo(LATE) >= 0) ? WEEK : DAY;
    all.removeIf(fault -> fault.at().compareTo(end) >= 0);
    all.sort(Comparator.comparing(Fault::at));
    return new FaultSchedule(all, end);
  }

  /** A day with this fault only. */
  static FaultSchedule ofDay(Fault fault) {
    return new FaultSchedule(List.of(fault), DAY);
  }

  /** A week with these faults only. */
  static FaultSchedule ofWeek(List<Fault> faults) {
    return new FaultSchedule(faults, WEEK);
  }

  /** When the day or the week is over. */
  Duration end() {
    return end;
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** When the next fault begins; else the end. */
  Duration next() {
    return faults.isEmpty() ? end : faults.element().at();
  }

  Fault remove() {
    return faults.remove();
  }
}
