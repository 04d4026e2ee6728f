package io.restartmonkey.bench;

import io.restartmonkey.health.Tick;
import io.restartmonkey.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.RedisClient;

/**
 * Times a whole tick of the monitor, from reading the cluster to keeping the status file, in turn
 * with a plain loop that asks for one server after the other; then a tick while much is wrong. All
 * agents beat between two ticks, which is not timed.
 */
final class TickBench {
  private static final int[] SIZES = {1_000, 10_000, 100_000};
  private static final int[] LARGE = {10_000, 100_000};
  private static final List<Plight> BAD =
      List.of(
          Plight.NEARLY_HALF_BURN_CPU,
          Plight.ALL_BURN_CPU,
          Plight.ALL_APPS_DOWN,
          Plight.ALL_SILENT);

  /** Ticks until the JVM has compiled them: a minute's worth of the default interval. */
  private static final int WARM_UP = 30;

  private final int runs;
  private final Path folder;
  private final RedisClient redis;

  private TickBench(int runs, Path folder, RedisClient redis) {
    this.runs = runs;
    this.folder = folder;
    this.redis = redis;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("tick-bench");
    try (RedisServer server = new RedisServer(folder, "--lazyfree-lazy-user-flush", "yes");
        RedisClient redis = server.client()) {
      TickBench bench = new TickBench(Integer.parseInt(args[0]), folder, redis);
      for (int size : SIZES) {
        bench.againstThePlainLoop(size);
      }
      for (Plight plight : BAD) {
        for (int size : LARGE) {
          bench.in(plight, size);
        }
      }
    }
  }

  private void againstThePlainLoop(int size) throws IOException {
    WatchedFleet fleet = fleet(size, Plight.WELL);
    PlainLoop plain = new PlainLoop(redis);
    List<Double> ticks = new ArrayList<>();
    List<Double> loops = new ArrayList<>();
    for (int i = 0; i < WARM_UP; i++) {
      fleet.pass(Plight.WELL);
      fleet.tick();
    }
    for (int i = -1; i < runs; i++) {
      fleet.pass(Plight.WELL);
      double tick = Figures.seconds(fleet::tick);
      double loop = Figures.seconds(() -> requireAll(size, plain.well()));
      if (i >= 0) {
        ticks.add(tick);
        loops.add(loop);
      }
    }
    System.out.printf(
        "tick of %d servers, heap %d MB: %s s; one read for each server: %s s, ÷ tick %.0f%n",
        size,
        Runtime.getRuntime().maxMemory() >> 20,
        Figures.of(ticks),
        Figures.of(loops),
        Figures.median(loops) / Figures.median(ticks));
  }

  private void in(Plight plight, int size) throws IOException {
    WatchedFleet fleet = fleet(size, plight);
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      fleet.pass(plight);
      ticks.add(Figures.seconds(fleet::tick));
    }
    fleet.pass(plight);
    Tick last = fleet.tick();
    System.out.printf("tick of %d servers, %s: %s s%n", size, last.counts(), Figures.of(ticks));
  }

  /** A fleet that the monitor knows to be well, and then for long to be otherwise. */
  private WatchedFleet fleet(int size, Plight plight) throws IOException {
    WatchedFleet fleet =
        new WatchedFleet(
            RedisFleet.register(redis, size), Files.createTempDirectory(folder, "fleet"));
    for (int i = 0; i < Plight.LOOKS; i++) {
      fleet.pass(Plight.WELL);
      fleet.tick();
    }
    for (int i = 0; i < Plight.LOOKS; i++) {
      fleet.pass(plight);
      fleet.tick();
    }
    return fleet;
  }

  private static void requireAll(int size, int well) {
    if (well != size) {
      throw new IllegalStateException("%d of %d servers were heard of".formatted(well, size));
    }
  }
}
