package io.restartmonkey.simulation;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.simulation.SimulatedServer.App;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks a guard, and looks whether a simulated day shows it. */
class BrokenGuardsTest extends SimulatedDays {
  private static final int MAX_DAYS = 2000;
  private static final int MAX_TASKS = 20;

  @BeforeAll
  static void mayChangeClasses() {
    ByteBuddyAgent.install();
  }

  /** The last value is the day with which the search begins: the first that is known to show it. */
  static List<Arguments> mutations() {
    return List.of(
        Arguments.of("I1", "simulation.TrafficRole", "drain", NotDone.class, 3),
        Arguments.of("I2", "spi.RunSummary", "halfWay", NoObstacle.class, 74),
        Arguments.of("I2", "spi.MonitorState", "elsewhere", NoObstacle.class, 5),
        Arguments.of("I3", "internal.decision.TrafficAudit", "findings", NoServers.class, 11),
        Arguments.of("I4", "internal.decision.Surges", "takeAwayWhatIsLeft", Nothing.class, 512),
        Arguments.of(
            "I4", "internal.decision.Surges", "retireWhatIsNoLongerNeeded", Nothing.class, 15),
        Arguments.of("I5", "cluster.Syntax", "require", NoQuestion.class, 16),
        Arguments.of("I6", "Walk", "takeUpWhatWasBegun", Nothing.class, 0),
        Arguments.of("I6", "simulation.Runner", "recover", NoObstacle.class, 4),
        Arguments.of("I7", "internal.decision.MassFaults", "silence", NoObstacle.class, 635),
        Arguments.of("I9", "internal.decision.Spending", "forCpu", NoObstacle.class, 49));
  }

  @ParameterizedTest(name = "{0} without {1}.{2}")
  @MethodSource("mutations")
  void shouldSeeThatAGuardIsGone(
      String invariant, String type, String method, Class<?> advice, long first) throws Exception {
    assertThat(violationWithout(type, method, advice, invariant, first, this::day)).isPresent();
  }

  @Test
  void shouldSeeThatRunsBringNoToken() throws Exception {
    assertThat(violationWithout("HeldLease", "token", NoToken.class, "I2", 2, this::standstill))
        .isPresent();
  }

  /** Without this no server would be set apart for a day's cures, and its service would go on. */
  @Test
  void shouldSeeThatTheDaysBudgetsAreNotObeyed() {
    MonitorPolicy endless = withBudgets(POLICY, new Budgets(999, 999, 999, 999, 999, 999, 999));
    assertThat(violation("I9", 49, seed -> day(seed, endless, POLICY))).isPresent();
  }

  @Test
  void shouldSeeThatALadderHasNoEnd() throws Exception {
    assertThat(
            violationWithout(
                "internal.decision.Ladder",
                "isInVain",
                No.class,
                "I10",
                0,
                seed -> {
                  Simulation day = day(seed);
                  day.onlyFault(world -> frozen(world, Provider.Switch.REFUSES));
                  return day;
                }))
        .isPresent();
  }

  @Test
  void shouldSeeThatTheFloorIsNotObeyed() {
    assertThat(violation("I1", 15, seed -> day(seed, policy(0, 1), POLICY))).isPresent();
  }

  @Test
  void shouldSeeThatTheNumberOfSurgeServersIsNotObeyed() {
    assertThat(violation("I4", 15, seed -> day(seed, POLICY, policy(1, 0)))).isPresent();
  }

  private Optional<String> violationWithout(
      String type,
      String method,
      Class<?> advice,
      String invariant,
      long first,
      LongFunction<Simulation> days)
      throws Exception {
    Class<?> guard = Class.forName("io.restartmonkey." + type);
    ClassReloadingStrategy strategy = ClassReloadingStrategy.fromInstalledAgent();
    new ByteBuddy()
        .redefine(guard)
        .visit(Advice.to(advice).on(named(method)))
        .make()
        .load(guard.getClassLoader(), strategy);
    try {
      return violation(invariant, first, days);
    } finally {
      strategy.reset(guard);
    }
  }

  /** How an invariant is broken, whatever else is. */
  private static Optional<String> violation(
      String invariant, long first, LongFunction<Simulation> days) {
    return LongStream.range(first, first + MAX_DAYS)
        .mapToObj(days)
        .flatMap(day -> day.run().violation().stream())
        .filter(violation -> violation.startsWith(invariant))
        .findFirst();
  }

  private Simulation day(long seed) {
    return day(seed, POLICY, POLICY);
  }

  private Simulation day(long seed, MonitorPolicy policy, MonitorPolicy due) {
    return new Simulation(seed, policy, due, content, true);
  }

  /** A day on which a machine and its run stand still until another monitor has taken over. */
  private Simulation standstill(long number) {
    Simulation day = day(number / MAX_TASKS);
    day.onlyFault(app1("hangs", A_MINUTE, server -> server.becomes(App.HUNG), server -> {}));
    day.injector().standStill((int) (number % MAX_TASKS), LONG);
    return day;
  }

  /** Instead of what it does. */
  static final class Nothing {
    private Nothing() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean skip() {
      return true;
    }
  }

  /** Instead of what it does, as if it had. */
  @SuppressWarnings("UnusedVariable") // What is assigned is returned.
  static final class NotDone {
    private NotDone() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean skip() {
      return true;
    }

    @Advice.OnMethodExit
    static void end(@Advice.Return(readOnly = false) Optional<?> found) {
      found = Optional.empty();
    }
  }

  /** Instead of a check of its second argument. */
  @SuppressWarnings("UnusedVariable") // What is assigned is returned.
  static final class NoQuestion {
    private NoQuestion() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean skip() {
      return true;
    }

    @Advice.OnMethodExit
    static void end(
        @Advice.Argument(1) String value, @Advice.Return(readOnly = false) String found) {
      found = value;
    }
  }

  /** Instead of its token. */
  @SuppressWarnings("UnusedVariable") // What is assigned is returned.
  static final class NoToken {
    private NoToken() {}

    @Advice.OnMethodExit
    static void end(@Advice.Return(readOnly = false) OptionalLong found) {
      found = OptionalLong.empty();
    }
  }

  /** Instead of what it says. */
  @SuppressWarnings("UnusedVariable") // What is assigned is returned.
  static final class No {
    private No() {}

    @Advice.OnMethodExit
    static void end(@Advice.Return(readOnly = false) boolean found) {
      found = false;
    }
  }

  /** Instead of what it finds. */
  @SuppressWarnings("UnusedVariable") // What is assigned is returned.
  static final class NoServers {
    private NoServers() {}

    @Advice.OnMethodExit
    static void end(@Advice.Return(readOnly = false) Set<?> found) {
      found = Set.of();
    }
  }

  /** Instead of what it has against it. */
  @SuppressWarnings("UnusedVariable") // What is assigned is returned.
  static final class NoObstacle {
    private NoObstacle() {}

    @Advice.OnMethodExit
    static void end(@Advice.Return(readOnly = false) Optional<String> found) {
      found = Optional.empty();
    }
  }
}
