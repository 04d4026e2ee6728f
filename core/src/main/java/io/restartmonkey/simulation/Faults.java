package io.restartmonkey.simulation;

import io.restartmonkey.simulation.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Draws what goes wrong in a day. */
final class Faults {
  private static final Duration DAY = Duration.ofHours(24);
  private static final int MAX_FAULTS = 8;

  /** A week takes a hundred times as long as a day. */
  private static final int DAYS_FOR_A_WEEK = 50;

  private final Random random;
  private final List<Kind> kinds;
  private final ComingBack comingBack;

  Faults(FaultTargets victims) {
    this.random = victims.random();
    this.kinds =
        Stream.of(
                new ServerFaults(victims).kinds(),
                new RedisFaults(victims).kinds(),
                new ProxyFaults(victims).kinds(),
                new ReachFaults(victims).kinds(),
                new MachineFaults(victims).kinds(),
                new Lookalikes(victims).kinds())
            .flatMap(List::stream)
            .toList();
    this.comingBack = new ComingBack(victims);
  }

  /** The faults of a day, or now and then of a week; some come close upon each other. */
  List<Fault> draw() {
    List<Fault> faults = new ArrayList<>();
    int number = 1 + random.nextInt(MAX_FAULTS);
    Duration at = Duration.ofMinutes(5);
    for (int i = 0; i < number; i++) {
      at =
          random.nextInt(3) == 0
              ? at.plusSeconds(random.nextInt(120))
              : at.plusSeconds(random.nextInt((int) (2 * DAY.toSeconds() / number)));
      faults.add(one(at));
    }
    if (random.nextInt(DAYS_FOR_A_WEEK) == 0) {
      faults.addAll(comingBack.draw(Duration.ofMinutes(5 + random.nextInt(60))));
    }
    return faults;
  }

  /** What goes wrong then. */
  Fault one(Duration at) {
    Duration lasts = Duration.ofSeconds(5 + (long) Math.pow(1800, random.nextDouble()));
    return kinds.get(random.nextInt(kinds.size())).draw(at, lasts);
  }
}
