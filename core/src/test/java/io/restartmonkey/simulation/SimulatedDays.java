package io.restartmonkey.simulation;

import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.GuardPolicyBuilder;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.health.MonitorPolicyBuilder;
import io.restartmonkey.run.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What simulated days need of the disk. */
abstract class SimulatedDays {
  /** The default but for services and floor. */
  static final MonitorPolicy USUAL =
      MonitorPolicy.builder()
          .guards(GuardPolicy.builder().services(Set.of("app", "canary")).build())
          .build();

  /** The same, but quick to judge CPU: then a day is simulated in a fraction of the time. */
  static final MonitorPolicy POLICY = policy(1, 1);

  /**
   * Whether the tests take all the time that they can use: {@code -Drestartmonkey.at.length=true}.
   */
  static final boolean AT_LENGTH = Boolean.getBoolean("restartmonkey.at.length");

  private static final int MIN_POINTS = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  static final Duration MORNING = Duration.ofMinutes(5);
  static final Duration A_MINUTE = Duration.ofMinutes(1);

  /** Longer than any lease. */
  static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path folder;
  Content content = Content.in(Path.of("/none"), Path.of("/none"));

  @BeforeEach
  void writeContent() throws IOException {
    content = Simulation.content(folder, POLICY);
  }

  /** As many as this; unless the tests are run at length, a fifth of it. */
  static int upTo(int many) {
    return AT_LENGTH ? many : (many + 4) / 5;
  }

  /**
   * The numbers from the first to the last; unless the tests are run at length, some of them that
   * lie equally far apart, other ones each time.
   */
  static List<Integer> some(int first, int last) {
    int step = AT_LENGTH ? 1 : Math.max(1, (last - first + 1) / MIN_POINTS);
    return IntStream.iterate(first + RANDOM.nextInt(step), n -> n <= last, n -> n + step)
        .boxed()
        .toList();
  }

  /** What goes wrong with one server in the morning. */
  static Function<World, Fault> app1(
      String name,
      Duration lasts,
      Consumer<SimulatedServer> begins,
      Consumer<SimulatedServer> ends) {
    return world -> {
      SimulatedServer server = world.server("app1").orElseThrow();
      return new Fault(
          MORNING, lasts, "app1 " + name, () -> begins.accept(server), () -> ends.accept(server));
    };
  }

  /** A server hangs for hours, and its power cannot be switched. */
  static Fault frozen(World world, Provider.Switch power) {
    SimulatedServer server = world.server("app1").orElseThrow();
    return new Fault(
        MORNING,
        Duration.ofHours(12),
        "app1 freezes, and the power switch " + power,
        () -> {
          server.freeze();
          world.provider().power(power);
        },
        () -> {
          server.thaw();
          world.provider().power(Provider.Switch.WORKS);
        });
  }

  static MonitorPolicy withBudgets(MonitorPolicy policy, Budgets budgets) {
    return MonitorPolicyBuilder.builder(policy)
        .guards(GuardPolicyBuilder.builder(policy.guards()).budgets(budgets).build())
        .build();
  }

  static MonitorPolicy policy(int floor, int maxSurge) {
    return MonitorPolicy.builder()
        .health(HealthPolicy.builder().samples(10).needed(8).cpuGrace(Duration.ZERO).build())
        .guards(
            GuardPolicy.builder()
                .services(Set.of("app", "canary"))
                .floor(floor)
                .maxSurge(maxSurge)
                .build())
        .build();
  }
}
