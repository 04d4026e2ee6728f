package io.restartmonkey.simulation;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.monitor.MonitorPolicy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
  private static final int MOST_DAYS = 2000;

  @BeforeAll
  static void mayChangeClasses() {
    ByteBuddyAgent.install();
  }

  static List<Arguments> mutations() {
    return List.of(
        Arguments.of("I1", "monitor.Ledger", "inTrouble", NoServers.class),
        Arguments.of("I2", "HeldLease", "token", NoToken.class),
        Arguments.of("I2", "PastRun", "halfWay", NoObstacle.class),
        Arguments.of("I2", "Remembered", "elsewhere", NoObstacle.class),
        Arguments.of("I3", "monitor.TrafficAudit", "findings", NoServers.class),
        Arguments.of("I4", "monitor.Extras", "takeAwayWhatIsLeft", Nothing.class),
        Arguments.of("I4", "monitor.Extras", "retireWhatIsNoLongerNeeded", Nothing.class),
        Arguments.of("I5", "cluster.Syntax", "require", NoQuestion.class),
        Arguments.of("I6", "Walk", "takeUpWhatWasBegun", Nothing.class),
        Arguments.of("I6", "simulation.Runner", "recover", NoObstacle.class),
        Arguments.of("I7", "monitor.MassFaults", "silence", NoObstacle.class));
  }

  @ParameterizedTest(name = "{0} without {1}.{2}")
  @MethodSource("mutations")
  void shouldSeeThatAGuardIsGone(String invariant, String type, String method, Class<?> advice)
      throws Exception {
    Class<?> guard = Class.forName("io.restartmonkey." + type);
    ClassReloadingStrategy strategy = ClassReloadingStrategy.fromInstalledAgent();
    new ByteBuddy()
        .redefine(guard)
        .visit(Advice.to(advice).on(named(method)))
        .make()
        .load(guard.getClassLoader(), strategy);
    try {
      assertThat(violation(invariant, POLICY, POLICY)).isPresent();
    } finally {
      strategy.reset(guard);
    }
  }

  @Test
  void shouldSeeThatTheFloorIsNotObeyed() {
    assertThat(violation("I1", policy(0, 1), POLICY)).isPresent();
  }

  @Test
  void shouldSeeThatTheNumberOfExtraServersIsNotObeyed() {
    assertThat(violation("I4", POLICY, policy(1, 0))).isPresent();
  }

  /** How an invariant is broken, whatever else is. */
  private Optional<String> violation(String invariant, MonitorPolicy policy, MonitorPolicy due) {
    return LongStream.range(0, MOST_DAYS)
        .mapToObj(seed -> new Simulation(seed, policy, due, content, true).run())
        .flatMap(day -> day.violation().stream())
        .filter(violation -> violation.startsWith(invariant))
        .findFirst();
  }

  /** Instead of what it does. */
  static final class Nothing {
    private Nothing() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean skip() {
      return true;
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
