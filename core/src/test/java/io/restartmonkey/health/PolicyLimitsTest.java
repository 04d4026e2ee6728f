package io.restartmonkey.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.plan.Remedy;
import io.restartmonkey.term.Option;
import io.restartmonkey.term.OptionException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused as it makes no sense, and what is just not. */
class PolicyLimitsTest {
  @ParameterizedTest
  @CsvSource({
    "100, 200, 200, 0.1, 0, 1, 1, 1",
    "2000, 4000, 4000, 100, 99.9, 1024, 1024, 1",
    "2000, 15000, 10000, 90, 70, 10, 10, 1000"
  })
  void shouldTakeHealthPoliciesUpToTheirLimits(
      long interval,
      long hung,
      long down,
      double high,
      double low,
      int samples,
      int needed,
      int recovery) {
    assertThatCode(() -> health(interval, hung, down, high, low, samples, needed, recovery))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "99 | 200 | 200 | 90 | 70 | 10 | 8 | 3 | HealthPolicy.interval is 99ms: at least 100ms",
        "2000 | 3999 | 4000 | 90 | 70 | 10 | 8 | 3 | HealthPolicy.hungAfter is 3999ms: shorter than two of HealthPolicy.interval (4s)",
        "2000 | 4000 | 3999 | 90 | 70 | 10 | 8 | 3 | HealthPolicy.appDownAfter is 3999ms: shorter than two of HealthPolicy.interval (4s)",
        "2000 | 4000 | 4000 | 0 | 0 | 10 | 8 | 3 | HealthPolicy.cpuHigh is 0 percent",
        "2000 | 4000 | 4000 | 100.1 | 70 | 10 | 8 | 3 | HealthPolicy.cpuHigh is 100.1",
        "2000 | 4000 | 4000 | 90 | -0.1 | 10 | 8 | 3 | HealthPolicy.cpuLow is -0.1",
        "2000 | 4000 | 4000 | 90 | 90 | 10 | 8 | 3 | HealthPolicy.cpuLow is 90: must be below HealthPolicy.cpuHigh (90)",
        "2000 | 4000 | 4000 | 90 | 70 | 0 | 0 | 3 | HealthPolicy.samples is 0: 1 to 1024",
        "2000 | 4000 | 4000 | 90 | 70 | 1025 | 8 | 3 | HealthPolicy.samples is 1025: 1 to 1024",
        "2000 | 4000 | 4000 | 90 | 70 | 10 | 0 | 3 | HealthPolicy.needed is 0",
        "2000 | 4000 | 4000 | 90 | 70 | 10 | 4 | 3 | HealthPolicy.needed is 4: half of HealthPolicy.samples (10)",
        "2000 | 4000 | 4000 | 90 | 70 | 10 | 11 | 3 | HealthPolicy.needed is 11: half of HealthPolicy.samples (10) up to all",
        "2000 | 4000 | 4000 | 90 | 70 | 10 | 8 | 0 | HealthPolicy.recovery is 0: at least 1"
      })
  void shouldRefuseHealthPoliciesPastTheirLimits(
      long interval,
      long hung,
      long down,
      double high,
      double low,
      int samples,
      int needed,
      int recovery,
      String why) {
    assertThatThrownBy(() -> health(interval, hung, down, high, low, samples, needed, recovery))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  static Stream<Arguments> senseless() {
    List<Remedy> wrongOrder = List.of(Remedy.REBOOT, Remedy.RESTART_SERVICE);
    return Stream.of(
        Arguments.of(new Guard().services(Set.of()), "GuardPolicy.services is empty"),
        Arguments.of(new Guard().floor(-1), "GuardPolicy.floor is -1"),
        Arguments.of(new Guard().observation(-1), "GuardPolicy.observation is"),
        Arguments.of(new Guard().massShare(-0.01), "GuardPolicy.massShare is -0.01"),
        Arguments.of(new Guard().massShare(1), "GuardPolicy.massShare is 1.0"),
        Arguments.of(new Guard().attempts(0), "GuardPolicy.attemptsPerHour is 0"),
        Arguments.of(new Guard().backOff(-1, 10), "GuardPolicy.backOff is"),
        Arguments.of(new Guard().backOff(11, 10), "GuardPolicy.longestBackOff is"),
        Arguments.of(new Guard().ladder(List.of()), "GuardPolicy.ladder is empty"),
        Arguments.of(
            new Guard().ladder(wrongOrder), "GuardPolicy.ladder is reboot, restart-service"),
        Arguments.of(new Guard().ladder(List.of(Remedy.RETIRE)), "GuardPolicy.ladder is retire"),
        Arguments.of(new Guard().surgeServers(-1, 60), "GuardPolicy.maxSurge is -1"),
        Arguments.of(new Guard().surgeServers(1, -1), "GuardPolicy.surgeLease is"),
        Arguments.of(new Guard().surgeServers(1, 0), "GuardPolicy.surgeLease is"));
  }

  @ParameterizedTest
  @MethodSource("senseless")
  void shouldRefuseGuardPoliciesThatMakeNoSense(Guard guard, String why) {
    assertThatThrownBy(guard::policy)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 1 | 1 | 0 | 0 | 0 | 0 | Budgets.perDay is 0: at least 1",
        "1 | 0 | 1 | 0 | 0 | 0 | 0 | Budgets.ofServicePerHour is 0: at least 1",
        "1 | 1 | 0 | 0 | 0 | 0 | 0 | Budgets.ofServicePerDay is 0: at least 1",
        "1 | 1 | 1 | -1 | 0 | 0 | 0 | Budgets.cpuPerHour is -1: 0 or more",
        "1 | 1 | 1 | 0 | -1 | 0 | 0 | Budgets.cpuPerDay is -1: 0 or more",
        "1 | 1 | 1 | 0 | 0 | -1 | 0 | Budgets.cpuOfServicePerHour is -1: 0 or more",
        "1 | 1 | 1 | 0 | 0 | 0 | -1 | Budgets.cpuOfServicePerDay is -1: 0 or more"
      })
  void shouldRefuseBudgetsThatMakeNoSense(
      int day,
      int hours,
      int days,
      int cpuHour,
      int cpuDay,
      int cpuHours,
      int cpuDays,
      String why) {
    assertThatThrownBy(() -> new Budgets(day, hours, days, cpuHour, cpuDay, cpuHours, cpuDays))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
    assertThatCode(() -> new Budgets(1, 1, 1, 0, 0, 0, 0)).doesNotThrowAnyException();
  }

  static Stream<Arguments> lacking() {
    return Stream.of(
        Arguments.of(
            MonitorPolicy.builder().stepDeadline(Duration.ZERO),
            "MonitorPolicy.stepDeadline is 0s"),
        Arguments.of(
            MonitorPolicy.builder().freshness(Duration.ofSeconds(-90)),
            "MonitorPolicy.freshness is -90s"),
        Arguments.of(
            MonitorPolicy.builder().trafficCheck(Duration.ZERO), "MonitorPolicy.trafficCheck is"),
        Arguments.of(
            MonitorPolicy.builder().repeatAlerts(Duration.ZERO), "MonitorPolicy.repeatAlerts is"),
        Arguments.of(MonitorPolicyBuilder.builder(), "a policy needs a HealthPolicy"));
  }

  @ParameterizedTest
  @MethodSource("lacking")
  void shouldRefuseMonitorPoliciesThatMakeNoSense(MonitorPolicyBuilder policy, String why) {
    assertThatThrownBy(policy::build).hasMessageStartingWith(why);
  }

  @Test
  void shouldNameTheOptionsThatDoNotGoTogether() {
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> HealthPolicy.builder().cpuHigh(60).build())
        .satisfies(
            problem ->
                assertThat(problem.options()).containsExactly(Option.CPU_LOW, Option.CPU_HIGH));
  }

  @Test
  void shouldTakeGuardPoliciesUpToTheirLimits() {
    assertThatCode(
            () -> {
              new Guard().floor(0).observation(0).massShare(0).attempts(1).policy();
              new Guard().backOff(0, 0).policy();
              new Guard().backOff(10, 10).surgeServers(0, 1).policy();
              new Guard().ladder(List.of(Remedy.REPLACE)).policy();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void shouldSayEachVerdictInAWord() {
    assertThat(
            List.of(
                new Verdict.Healthy().word(),
                new Verdict.Suspect(Verdict.Suspect.Doubt.LOAD, "").word(),
                new Verdict.Suspect(Verdict.Suspect.Doubt.APP_ILL, "").word(),
                new Verdict.Suspect(Verdict.Suspect.Doubt.SILENT, "").word(),
                new Verdict.Hung(Verdict.Hung.Cause.APP, "").word(),
                new Verdict.Hung(Verdict.Hung.Cause.SERVER, "").word(),
                new Verdict.Overloaded("").word(),
                new Verdict.AgentDead("").word()))
        .containsExactly(
            "healthy", "load", "ill", "suspect", "app hung", "hung", "overloaded", "agent dead");
  }

  private static void health(
      long interval,
      long hung,
      long down,
      double high,
      double low,
      int samples,
      int needed,
      int recovery) {
    HealthPolicy.builder()
        .interval(Duration.ofMillis(interval))
        .hungAfter(Duration.ofMillis(hung))
        .appDownAfter(Duration.ofMillis(down))
        .cpuHigh(high)
        .cpuLow(low)
        .samples(samples)
        .needed(needed)
        .recovery(recovery)
        .build();
  }

  /** A guard policy that is the default one, but for some of it. */
  private static final class Guard {
    private Set<String> services = GuardPolicy.DEFAULT.services();
    private int floor = 1;
    private long observation = 60;
    private double massShare = 0.5;
    private int attempts = 3;
    private long backOff = 60;
    private long longest = 600;
    private List<Remedy> ladder = GuardPolicy.DEFAULT.ladder();
    private int surgeServers = 1;
    private long lease = 7200;

    Guard services(Set<String> other) {
      services = other;
      return this;
    }

    Guard floor(int other) {
      floor = other;
      return this;
    }

    Guard observation(long seconds) {
      observation = seconds;
      return this;
    }

    Guard massShare(double other) {
      massShare = other;
      return this;
    }

    Guard attempts(int other) {
      attempts = other;
      return this;
    }

    Guard backOff(long seconds, long longestSeconds) {
      backOff = seconds;
      longest = longestSeconds;
      return this;
    }

    Guard ladder(List<Remedy> other) {
      ladder = other;
      return this;
    }

    Guard surgeServers(int most, long leaseSeconds) {
      surgeServers = most;
      lease = leaseSeconds;
      return this;
    }

    GuardPolicy policy() {
      return GuardPolicy.builder()
          .services(services)
          .floor(floor)
          .observation(Duration.ofSeconds(observation))
          .massShare(massShare)
          .attemptsPerHour(attempts)
          .backOff(Duration.ofSeconds(backOff))
          .longestBackOff(Duration.ofSeconds(longest))
          .ladder(ladder)
          .maxSurge(surgeServers)
          .surgeLease(Duration.ofSeconds(lease))
          .build();
    }
  }
}
