package io.restartmonkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.ScriptedCluster.State;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.MonitorPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Time is virtual here: these are counts of ticks. */
class ReactionTest {
  private static final HealthPolicy QUICK =
      HealthPolicy.builder()
          .interval(Duration.ofSeconds(1))
          .hungAfter(Duration.ofSeconds(5))
          .appDownAfter(Duration.ofSeconds(5))
          .cpuHigh(80)
          .cpuLow(60)
          .samples(6)
          .needed(4)
          .recovery(2)
          .cpuGrace(Duration.ZERO)
          .build();

  @TempDir Path folder;

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(State.BUSY, HealthPolicy.DEFAULT, 121),
        Arguments.of(State.FROZEN, HealthPolicy.DEFAULT, 10),
        Arguments.of(State.BUSY, QUICK, 5),
        Arguments.of(State.FROZEN, QUICK, 7));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void shouldBeginTheRestartAtTheTargetedTickOrTheOneBefore(
      State fault, HealthPolicy health, int target) throws IOException {
    List<Integer> ticks = new ArrayList<>();
    for (Duration beat : phases(health)) {
      for (Duration after : phases(health)) {
        ticks.add(new Reaction(policy(health), beat, folder).to(fault, after).ticks());
      }
    }

    assertThat(Reaction.target(fault, health)).isEqualTo(target);
    assertThat(ticks).containsOnly(target - 1, target);
  }

  /** The edges of an interval, and what is between. */
  private static List<Duration> phases(HealthPolicy health) {
    Duration interval = health.interval();
    return List.of(
        Duration.ZERO,
        Duration.ofNanos(1),
        interval.dividedBy(3),
        interval.dividedBy(2),
        interval.minusNanos(1));
  }

  private static MonitorPolicy policy(HealthPolicy health) {
    return MonitorPolicy.builder().health(health).build();
  }
}
