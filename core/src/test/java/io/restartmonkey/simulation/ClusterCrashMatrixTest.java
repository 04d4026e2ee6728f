package io.restartmonkey.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lets a restart of the whole cluster die at every point, while monitors look on; unless the tests
 * are run at length, at some points of each.
 */
class ClusterCrashMatrixTest extends SimulatedDays {
  private static final int CLUSTERS = upTo(2);
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final Duration LATER = Duration.ofMinutes(15);

  private enum Death {
    /** Of the process alone; it is resumed before its lease has expired. */
    NOTICED_AT_ONCE,
    /** Of the process alone; what it began goes on, and the lease expires. */
    NOTICED_LATE,
    /** Of the machine, with all that goes on there. */
    OF_THE_MACHINE
  }

  static List<Arguments> deaths() {
    return List.of(
        Arguments.of(Death.NOTICED_AT_ONCE, true),
        Arguments.of(Death.NOTICED_AT_ONCE, false),
        Arguments.of(Death.NOTICED_LATE, true),
        Arguments.of(Death.NOTICED_LATE, false),
        Arguments.of(Death.OF_THE_MACHINE, true),
        Arguments.of(Death.OF_THE_MACHINE, false));
  }

  @ParameterizedTest(name = "{0}, reboots: {1}")
  @MethodSource("deaths")
  void shouldBeGoneOnWithWhereverItDies(Death death, boolean reboots) {
    int crashes = 0;
    for (long cluster = 0; cluster < CLUSTERS; cluster++) {
      for (boolean withMonitor : new boolean[] {true, false}) {
        Simulation undisturbed = day(cluster, withMonitor, reboots);
        assertEndsWell(undisturbed, "undisturbed");
        for (int point : some(1, undisturbed.injector().pointsOfRestart())) {
          Simulation disturbed = day(cluster, withMonitor, reboots);
          disturbed.injector().crashRestart(point, what(death));
          SimulatedDay day =
              assertEndsWell(
                  disturbed, "cluster %d, %b, point %d".formatted(cluster, withMonitor, point));
          assertThat(day.trace()).anyMatch(line -> line.endsWith("sees the launcher die"));
          crashes++;
        }
      }
    }
    assertThat(crashes).isGreaterThan(AT_LENGTH ? 100 : 10);
  }

  /** The monitor knows from Redis alone that all is over, and must not leave a server hung. */
  @Test
  void shouldHoldEveryInvariantWhereverTheDiskIsFull() {
    int cured = 0;
    for (long cluster = 0; cluster < CLUSTERS; cluster++) {
      Simulation undisturbed = day(cluster, true, false);
      assertEndsWell(undisturbed, "undisturbed");
      for (int point = 1; point <= undisturbed.injector().pointsOfRestart(); point++) {
        Simulation disturbed = day(cluster, true, false);
        disturbed
            .injector()
            .fillDiskInRestart(
                point,
                A_MINUTE,
                world -> world.server("app1").orElseThrow().becomes(SimulatedServer.App.HUNG));
        SimulatedDay day = disturbed.run();
        String what = "point %d:\n%s".formatted(point, String.join("\n", day.trace()));
        assertThat(day.violation()).as(what).isEmpty();
        assertThat(disturbed.isAtRest()).as(what).isTrue();
        if (curesBeforeTheOperatorIsBack(day)) {
          cured++;
        }
      }
    }
    assertThat(cured).isPositive();
  }

  /** Whether the launcher says that it is done, though its disk does not, and the monitor acts. */
  private static boolean curesBeforeTheOperatorIsBack(SimulatedDay day) {
    return day.trace().stream()
        .dropWhile(line -> !line.contains(" DONE: "))
        .takeWhile(line -> !line.contains(" resumes "))
        .anyMatch(line -> line.contains(" begins: "));
  }

  private static SimulatedDay assertEndsWell(Simulation simulation, String which) {
    SimulatedDay day = simulation.run();
    String what = which + ":\n" + String.join("\n", day.trace());
    assertThat(day.violation()).as(what).isEmpty();
    assertThat(day.restarts()).as(what).isEqualTo(1);
    assertThat(simulation.isAtRest()).as(what).isTrue();
    return day;
  }

  private Simulation day(long seed, boolean withMonitor, boolean reboots) {
    Simulation day = new Simulation(seed, POLICY, content);
    day.onlyRestart(withMonitor ? 0 : day.monitors().number(), reboots);
    return day;
  }

  private static Consumer<Operator> what(Death death) {
    return switch (death) {
      case NOTICED_AT_ONCE -> operator -> operator.goOnAfter(SOON);
      case NOTICED_LATE -> operator -> operator.goOnAfter(LATER);
      case OF_THE_MACHINE ->
          operator -> {
            operator.rebootMachine(SOON);
            operator.goOnAfter(SOON.multipliedBy(2));
          };
    };
  }
}
