package io.restartmonkey.bench;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.fake.InMemoryJournals;
import io.restartmonkey.fake.InMemoryLease;
import io.restartmonkey.fake.InMemoryPauses;
import io.restartmonkey.fake.InMemoryRecords;
import io.restartmonkey.fake.InlineLoop;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.ScriptedCluster;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.monitor.Monitor;
import io.restartmonkey.monitor.MonitorPorts;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.TrafficReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One fault in a small cluster, and how long a real monitor takes until it has begun the restart;
 * in virtual time. For one use.
 */
final class Reaction {
  private static final String VICTIM = "app1";
  private static final int AT_MOST = 1000;

  /**
   * How long it took.
   *
   * @param ticks the ticks since the fault, with the one that began the restart
   * @param time from the fault to that tick
   */
  record Taken(int ticks, Duration time) {}

  private final Duration interval;
  private final Duration beat;
  private final VirtualTime time = new VirtualTime();
  private final ScriptedCluster cluster =
      new ScriptedCluster(
          time,
          Servers.server("redis1", "redis"),
          Servers.server("proxy1", "proxy"),
          Servers.server(VICTIM, "app"),
          Servers.server("app2", "app"));
  private final RecordingRunner runner = new RecordingRunner();
  private final Monitor monitor;

  /**
   * A cluster that has been watched for long enough.
   *
   * @param beat how long after a tick the agents beat, less than an interval
   * @param folder an empty one
   */
  Reaction(MonitorPolicy policy, Duration beat, Path folder) throws IOException {
    this.interval = policy.health().interval();
    this.beat = beat;
    this.monitor = monitor(policy, folder);
    long looks = policy.guards().observation().dividedBy(interval) + policy.health().recovery() + 1;
    for (int i = 0; i < looks; i++) {
      passAnInterval();
    }
  }

  /** The most ticks that it may take: what the policy asks for, and one more. */
  static int target(ScriptedCluster.State fault, HealthPolicy health) {
    long looks =
        fault == ScriptedCluster.State.BUSY
            ? health.needed()
            // Asked twice.
            : 1
                + health
                    .hungAfter()
                    .plus(health.interval())
                    .minusNanos(1)
                    .dividedBy(health.interval());
    return (int) looks + 1;
  }

  /**
   * Lets a server be at fault from some moment on, and waits for its restart.
   *
   * @param after how long after a tick the fault begins, less than an interval
   */
  Taken to(ScriptedCluster.State fault, Duration after) {
    if (beat.compareTo(after) <= 0) {
      cluster.elapse(beat);
      cluster.beat();
      cluster.elapse(after.minus(beat));
      cluster.is(VICTIM, fault);
      cluster.elapse(interval.minus(after));
    } else {
      cluster.elapse(after);
      cluster.is(VICTIM, fault);
      cluster.elapse(beat.minus(after));
      cluster.beat();
      cluster.elapse(interval.minus(beat));
    }
    monitor.tick();
    int ticks = 1;
    while (runner.sequence().isEmpty() && ticks < AT_MOST) {
      passAnInterval();
      ticks++;
    }
    return new Taken(ticks, interval.multipliedBy(ticks).minus(after));
  }

  private void passAnInterval() {
    cluster.elapse(beat);
    cluster.beat();
    cluster.elapse(interval.minus(beat));
    monitor.tick();
  }

  private Monitor monitor(MonitorPolicy policy, Path folder) throws IOException {
    Path template =
        Files.writeString(
            folder.resolve("template.yaml"), "all: {children: {redis: , app: , proxy: }}");
    runner.atOnce();
    InMemoryLease lease = new InMemoryLease();
    RestartMonkey monkey =
        RestartMonkey.builder()
            .source(cluster)
            .content(Content.in(folder, template))
            .runner(runner)
            .journals(new InMemoryJournals())
            .lease(lease)
            .clock(time)
            .isLocal(server -> false)
            .build();
    return new Monitor(
        monkey,
        policy,
        MonitorPorts.builder()
            .source(cluster)
            .registry(cluster)
            .prober(cluster)
            .traffic(TrafficReader.NONE)
            .lease(lease)
            .leadership(Leadership.ALONE)
            .intents(Intents.UNSHARED)
            .machine("here")
            .pauses(new InMemoryPauses(time))
            .records(new InMemoryRecords())
            .alerts(alert -> {})
            .worker(new InlineLoop())
            .probing(Runnable::run)
            .clock(time)
            .ticker(cluster.ticker())
            .build());
  }
}
