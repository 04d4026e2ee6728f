package io.restartmonkey.bench;

import com.google.common.base.Ticker;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.health.Tick;
import io.restartmonkey.journal.MonitorFolder;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.monitor.Monitor;
import io.restartmonkey.monitor.MonitorPorts;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.redis.RedisPauses;
import io.restartmonkey.redis.RedisRegistry;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLoop;
import io.restartmonkey.spi.TrafficReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;

/**
 * A real monitor of a fleet in a real Redis, with real records on disk. Time is virtual, so that
 * each tick comes an interval after the one before, however long either took. A restart that it
 * begins never ends.
 */
final class WatchedFleet {
  private static final Duration INTERVAL = MonitorPolicy.DEFAULT.health().interval();

  private final RedisFleet fleet;
  private final VirtualTime time = new VirtualTime();
  private final Monitor monitor;
  private long nanos;

  WatchedFleet(RedisFleet fleet, Path folder) {
    this.fleet = fleet;
    UnifiedJedis redis = fleet.redis();
    RedisClusterSource source = new RedisClusterSource(redis, RedisFleet.CLUSTER);
    RunLease lease = new RedisLease(redis, RedisFleet.CLUSTER);
    RunFolders runs = new RunFolders(folder.resolve("runs"));
    RestartMonkey monkey =
        RestartMonkey.builder()
            .source(source)
            .content(Content.in(folder, folder.resolve("template.yaml")))
            .runner(new RecordingRunner())
            .journals(runs)
            .lease(lease)
            .build();
    this.monitor =
        new Monitor(
            monkey,
            MonitorPolicy.DEFAULT,
            MonitorPorts.builder()
                .source(source)
                .registry(new RedisRegistry(redis, RedisFleet.CLUSTER))
                .prober(odd -> Map.of())
                .traffic(TrafficReader.NONE)
                .lease(lease)
                .leadership(Leadership.ALONE)
                .intents(Intents.UNSHARED)
                .machine("here")
                .pauses(new RedisPauses(redis, RedisFleet.CLUSTER, time))
                .records(new MonitorFolder(runs))
                .alerts(alert -> {})
                .worker(new Nowhere())
                .probing(Runnable::run)
                .clock(time)
                .ticker(ticker())
                .build());
  }

  /** An interval passes, in which the agents beat. */
  void pass(Plight plight) {
    plight.letBeat(fleet);
    time.pass(INTERVAL);
    nanos += INTERVAL.toNanos();
  }

  /** One tick. */
  Tick tick() {
    Tick tick = monitor.tick();
    if (tick.verdicts().size() != fleet.size()) {
      throw new IllegalStateException(tick.decision().toString());
    }
    return tick;
  }

  private Ticker ticker() {
    return new Ticker() {
      @Override
      public long read() {
        return nanos;
      }
    };
  }

  /** Where nothing ever happens. */
  private static final class Nowhere implements RunLoop {
    @Override
    public void execute(Runnable task) {}

    @Override
    public void executeAfter(Duration time, Runnable task) {}
  }
}
