package io.restartmonkey.internal.decision;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.health.Budgets;
import io.restartmonkey.health.Decision;
import io.restartmonkey.health.GuardPolicy;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often servers are restarted for their CPU on two days of generated load: before, by a few
 * heartbeats in percent of one CPU, and by the default policy. The numbers are in docs/monitor.md.
 */
class CpuSeriesTest {
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-000000000001";
  private static final int BEAT_SECONDS = 2;
  private static final int DAY_SECONDS = 86_400;
  private static final int DAYS = 2;
  private static final List<Server> SERVERS =
      List.of(server("app1", "app"), server("app2", "app"), server("app3", "app"));

  /** As it was: percent of one CPU, eight of ten heartbeats, and no budget for a day. */
  private static final MonitorPolicy BEFORE =
      policy(
          HealthPolicy.builder().samples(10).needed(8).cpuGrace(Duration.ZERO).build(),
          new Budgets(999, 999, 999, 999, 999, 999, 999));

  private static MonitorPolicy policy(HealthPolicy health, Budgets budgets) {
    return MonitorPolicy.builder()
        .health(health)
        .guards(GuardPolicy.builder().budgets(budgets).build())
        .build();
  }

  /** CPU of a server in percent of all its CPUs. */
  private interface Load {
    double at(int second, int server, int sinceCure, Random random);
  }

  private enum Kind {
    /** Up by day and down by night, alike on all. */
    DIURNAL((t, server, cured, random) -> wave(t) + 10 * random.nextGaussian()),
    /** Requests in bursts of some seconds, here and there. */
    BURSTY(
        (t, server, cured, random) ->
            new Random((t / 40) * 31L + server).nextInt(6) == 0 ? 98 : 12),
    /** One server packs logs on one CPU for four minutes each hour. */
    HOURLY_GZIP_ON_ONE_CPU(
        (t, server, cured, random) -> server == 0 && t % 3600 < 240 ? 100.0 / CPUS + 8 : 8),
    /** One server does something on all CPUs for three minutes each hour. */
    HOURLY_JOB_ON_ALL_CPUS((t, server, cured, random) -> server == 0 && t % 3600 < 180 ? 100 : 10),
    /** The same for ten minutes: longer than the default waits. */
    HOURLY_JOB_OF_TEN_MINUTES(
        (t, server, cured, random) -> server == 0 && t % 3600 < 600 ? 100 : 10),
    /** Long pauses of a garbage collector: 20 seconds on all CPUs every five minutes. */
    GARBAGE((t, server, cured, random) -> (t + 100 * server) % 300 < 20 ? 100 : 12),
    /** Two deployments a day, one server after the other, each warms up for three minutes. */
    DEPLOYMENTS(
        (t, server, cured, random) -> {
          int since = t % 43_200 - 1000 * server;
          return since >= 0 && since < 180 ? 97 : 10;
        }),
    /** The same as the last one, and whoever is restarted warms up for four minutes. */
    BURNS_AND_WARMS_UP(
        (t, server, cured, random) ->
            (server == 0 && t >= 43_200 && t - cured < 43_200) || cured < 240 ? 99 : 10),
    /** One server burns from noon of the first day, until it is restarted. */
    BURNS((t, server, cured, random) -> server == 0 && t >= 43_200 && t - cured < 43_200 ? 99 : 10);

    @SuppressWarnings("ImmutableEnumChecker") // All of them are functions without state.
    private final Load load;

    Kind(Load load) {
      this.load = load;
    }
  }

  private static final int CPUS = 4;

  private static double wave(int t) {
    return 50 - 35 * Math.cos(2 * Math.PI * t / DAY_SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "DIURNAL, 1, 0",
    "BURSTY, 393, 0",
    "HOURLY_GZIP_ON_ONE_CPU, 97, 0",
    "HOURLY_JOB_ON_ALL_CPUS, 96, 0",
    "HOURLY_JOB_OF_TEN_MINUTES, 144, 6",
    "GARBAGE, 432, 0",
    "DEPLOYMENTS, 24, 0",
    "BURNS_AND_WARMS_UP, 3, 1",
    "BURNS, 1, 1"
  })
  void shouldRestartAsOften(Kind kind, int before, int now) {
    assertThat(List.of(restarts(kind, BEFORE, 1), restarts(kind, MonitorPolicy.DEFAULT, CPUS)))
        .as(kind.name())
        .containsExactly(before, now);
  }

  /**
   * The restarts of two days.
   *
   * @param cpus what the agents say how many CPUs there are, of {@value #CPUS}
   */
  private static int restarts(Kind kind, MonitorPolicy policy, int cpus) {
    HealthWatch watch = new HealthWatch(policy.health(), Set.of("app"));
    Guards guards = new Guards(policy.guards());
    List<Treatment> treatments = new ArrayList<>();
    Ledger ledger = new Ledger(treatments, Map.of());
    Treatment last = treatment(new Action(Remedy.RESTORE, "app1", ""), NOW);
    int[] curedAt = {-DAY_SECONDS, -DAY_SECONDS, -DAY_SECONDS};
    Random random = new Random(7);
    for (int t = 0; t < DAYS * DAY_SECONDS; t += BEAT_SECONDS) {
      Instant now = NOW.plusSeconds(t);
      List<ServerState> states = new ArrayList<>();
      for (int i = 0; i < SERVERS.size(); i++) {
        double percent = kind.load.at(t, i, t - curedAt[i], random);
        double cpu = Math.max(0, Math.min(100, percent)) * CPUS;
        Heartbeat beat =
            new Heartbeat(now.toEpochMilli() + "-0", cpu, OptionalDouble.of(cpus), BOOT, "7");
        states.add(new ServerState(SERVERS.get(i), Optional.of(beat)));
      }
      watch.observe(new ClusterSnapshot("demo", now, states, List.of()), t * 1_000_000_000L);
      Instant warm = now.minus(policy.health().cpuGrace());
      if (!treatments.isEmpty() && last.endedAt().isAfter(warm)) {
        watch.excuse(ledger.curedSince(warm));
      }
      Map<String, Verdict> verdicts = watch.conclude(Map.of());
      if (verdicts.values().stream().noneMatch(Verdict.Overloaded.class::isInstance)) {
        continue;
      }
      Optional<Action> action = admit(guards, now, verdicts, ledger).action();
      if (action.isPresent()) {
        last = treatment(action.get(), now);
        treatments.add(last);
        ledger = new Ledger(treatments, Map.of());
        curedAt[Integer.parseInt(action.get().server().substring(3)) - 1] = t;
        watch.forget(action.get().server());
      }
    }
    return treatments.size();
  }

  private static Decision admit(
      Guards guards, Instant now, Map<String, Verdict> verdicts, Ledger ledger) {
    return guards.admit(
        new DecisionInput(
            now,
            now,
            Duration.ofDays(1),
            SERVERS,
            verdicts,
            ledger,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Map.of()));
  }

  private static Treatment treatment(Action action, Instant now) {
    return new Treatment(
        action.server(), action.remedy(), now, now, Optional.empty(), Optional.empty(), "");
  }
}
