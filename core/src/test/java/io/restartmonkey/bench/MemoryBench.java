package io.restartmonkey.bench;

import io.restartmonkey.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import redis.clients.jedis.RedisClient;

/**
 * Has the launcher watch 10,000 servers, and prints the most resident memory that it and its warm
 * Ansible were seen to have. Arguments: the number of ticks, the launcher's start script.
 */
final class MemoryBench {
  private static final int SERVERS = 10_000;

  private MemoryBench() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int ticks = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("memory-bench");
    try (RedisServer server = new RedisServer(folder);
        RedisClient redis = server.client()) {
      RedisFleet fleet = RedisFleet.register(redis, SERVERS);
      fleet.beat(0, "7");
      Process monitor =
          new ProcessBuilder(
                  args[1],
                  "monitor",
                  "--set",
                  "redis.uri=redis://127.0.0.1:" + server.port(),
                  "--set",
                  "cluster=" + RedisFleet.CLUSTER,
                  "--set",
                  "runs.folder=" + folder.resolve("runs"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      try {
        measure(ticks, fleet, monitor, folder.resolve("runs/monitor/status.json"));
      } finally {
        monitor.destroy();
        monitor.waitFor();
      }
    }
  }

  private static void measure(int ticks, RedisFleet fleet, Process monitor, Path status)
      throws IOException, InterruptedException {
    double launcher = 0;
    double ansible = 0;
    FileTime last = FileTime.fromMillis(0);
    for (int seen = 0; seen < ticks; ) {
      if (!monitor.isAlive()) {
        throw new IllegalStateException("the monitor ended with " + monitor.exitValue());
      }
      FileTime now =
          Files.exists(status) ? Files.getLastModifiedTime(status) : FileTime.fromMillis(0);
      if (now.equals(last)) {
        Thread.sleep(50); // A tick is seen by its file alone: nobody tells of it.
        continue;
      }
      last = now;
      seen++;
      fleet.beat(0, "7");
      launcher = Math.max(launcher, Memory.resident(monitor.toHandle()));
      ansible = Math.max(ansible, monitor.children().mapToDouble(Memory::resident).max().orElse(0));
    }
    System.out.printf(
        "monitor of %d servers, the most in %d ticks: launcher %.0f MB, warm Ansible %.0f MB%n",
        SERVERS, ticks, launcher, ansible);
  }
}
