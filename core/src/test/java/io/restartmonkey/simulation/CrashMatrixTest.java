package io.restartmonkey.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.simulation.SimulatedProxy.Traffic;
import io.restartmonkey.simulation.SimulatedServer.App;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lets the monitor die, or stand still, at every point of what it does about a fault; unless the
 * tests are run at length, at some points of each.
 */
class CrashMatrixTest extends SimulatedDays {
  private static final int CLUSTERS = upTo(5);
  private static final Duration PAUSE = Duration.ofSeconds(3);

  static List<Arguments> faults() {
    return List.of(
        fault("freezes", A_MINUTE, SimulatedServer::freeze, server -> {}),
        fault("hangs", A_MINUTE, server -> server.becomes(App.HUNG), server -> {}),
        fault("burns", A_MINUTE, server -> server.becomes(App.BUSY), server -> {}),
        fault("has a dead agent", A_MINUTE, SimulatedServer::killAgent, s -> {}),
        fault(
            "has a bad build",
            Duration.ofHours(2),
            server -> server.deploy(true),
            server -> server.deploy(false)),
        Arguments.of(
            "is in traffic by the file of a proxy, and not by its runtime",
            world(
                world -> world.proxies().get(0).setRuntime("app1", Traffic.DRAINED), world -> {})),
        Arguments.of(
            "burns, and the provider says that it failed",
            world(
                world -> {
                  world.server("app1").orElseThrow().becomes(App.BUSY);
                  world.provider().has(Provider.Trouble.FAILS_AFTER_SUCCESS);
                },
                world -> world.provider().has(Provider.Trouble.NONE))),
        Arguments.of(
            "hangs, and Redis comes back empty",
            world(
                world -> {
                  world.server("app1").orElseThrow().becomes(App.HUNG);
                  world.queue().after(PAUSE, world.redis()::goDown);
                },
                world -> world.redis().comeBackEmpty())));
  }

  @ParameterizedTest(name = "a server {0}")
  @MethodSource("faults")
  void shouldComeToTheSameEndWhereverItIsKilled(String name, Function<World, Fault> fault) {
    int crashes = 0;
    for (long cluster = 0; cluster < CLUSTERS; cluster++) {
      Simulation undisturbed = day(cluster, fault);
      assertThat(undisturbed.run().violation()).isEmpty();
      assertThat(undisturbed.isAtRest()).isTrue();
      for (int point : some(1, undisturbed.injector().points())) {
        shouldEndWell(fault, cluster, point, monkey -> monkey.startAfter(PAUSE));
        shouldEndWell(fault, cluster, point, monkey -> monkey.machine().reboot(PAUSE));
        crashes += 2;
      }
    }
    assertThat(crashes).isPositive();
  }

  @ParameterizedTest(name = "a server {0}")
  @MethodSource("faults")
  void shouldBeFollowedByAnotherWhereverItsMachineIsLost(
      String name, Function<World, Fault> fault) {
    int crashes = 0;
    for (long cluster = 0; cluster < CLUSTERS; cluster++) {
      Simulation undisturbed = day(cluster, fault);
      undisturbed.run();
      if (undisturbed.monitors().number() > 1) {
        for (int point : some(1, undisturbed.injector().points())) {
          shouldEndWell(fault, cluster, point, monkey -> monkey.machine().vanish());
          crashes++;
        }
      }
    }
    assertThat(crashes).isPositive();
  }

  @ParameterizedTest(name = "a server {0}")
  @MethodSource("faults")
  void shouldDoNoHarmWhereverItsMachineStandsStillForLong(
      String name, Function<World, Fault> fault) {
    int standstills = 0;
    for (long cluster = 0; cluster < 2L * CLUSTERS; cluster++) {
      Simulation undisturbed = day(cluster, fault);
      undisturbed.run();
      if (undisturbed.monitors().number() > 1) {
        for (int task : some(0, undisturbed.injector().tasks() - 1)) {
          Simulation simulation = day(cluster, fault);
          simulation.injector().standStill(task, LONG);
          assertEndsWell(simulation, "stand still", "cluster %d, task %d".formatted(cluster, task));
          standstills++;
        }
      }
    }
    assertThat(standstills).isPositive();
  }

  private void shouldEndWell(
      Function<World, Fault> fault, long cluster, int point, Consumer<SimulatedMonitor> then) {
    Simulation simulation = day(cluster, fault);
    simulation.injector().crash(point, then);
    assertEndsWell(simulation, "m1 dies", "cluster %d, point %d".formatted(cluster, point));
  }

  private static void assertEndsWell(Simulation simulation, String event, String which) {
    SimulatedDay day = simulation.run();
    String what = which + ":\n" + String.join("\n", day.trace());
    assertThat(day.violation()).as(what).isEmpty();
    assertThat(day.trace()).anyMatch(line -> line.endsWith(event));
    assertThat(simulation.isAtRest()).as(what).isTrue();
  }

  private Simulation day(long seed, Function<World, Fault> fault) {
    Simulation day = new Simulation(seed, POLICY, content);
    day.onlyFault(fault);
    return day;
  }

  private static Arguments fault(
      String name,
      Duration lasts,
      Consumer<SimulatedServer> begins,
      Consumer<SimulatedServer> ends) {
    return Arguments.of(name, app1(name, lasts, begins, ends));
  }

  private static Function<World, Fault> world(Consumer<World> begins, Consumer<World> ends) {
    return world ->
        new Fault(
            MORNING,
            A_MINUTE,
            "the world changes",
            () -> begins.accept(world),
            () -> ends.accept(world));
  }
}
