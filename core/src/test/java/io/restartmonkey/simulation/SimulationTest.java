package io.restartmonkey.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest extends SimulatedDays {
  private static final int DAYS = 300;

  @Test
  void shouldHoldEveryInvariantOnEveryDay() {
    List<SimulatedDay> bad = new ArrayList<>();
    int changes = 0;
    int restarts = 0;
    for (long seed = 0; seed < DAYS; seed++) {
      SimulatedDay day = new Simulation(seed, POLICY, content).run();
      changes += day.changes();
      restarts += day.restarts();
      if (day.violation().isPresent()) {
        bad.add(day);
      }
    }

    assertThat(bad).isEmpty();
    assertThat(changes).isGreaterThan(DAYS);
    assertThat(restarts).isGreaterThan(DAYS / 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 10, 967})
  void shouldReplayADayExactly(long seed) {
    SimulatedDay day = new Simulation(seed, POLICY, content).run();

    assertThat(new Simulation(seed, POLICY, content).run()).isEqualTo(day);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 10, 58, 111, 967})
  void shouldLeaveOutNothingThatMatters(long seed) {
    SimulatedDay whole = new Simulation(seed, POLICY, POLICY, content, false).run();

    assertThat(new Simulation(seed, POLICY, content).run()).isEqualTo(whole);
  }
}
