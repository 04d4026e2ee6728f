package io.restartmonkey.launcher.session;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.contract.ClusterSourceContract;
import io.restartmonkey.contract.RunLeaseContract;
import io.restartmonkey.launcher.config.SettingsLoader;
import io.restartmonkey.redis.RedisRegistry;
import io.restartmonkey.redis.RedisServer;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.RunLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Redis as the settings describe it. It is away as long as it is frozen. */
class RedisPortsIT {
  @TempDir static Path folder;
  private static RedisServer server;

  private Redis redis;

  @BeforeAll
  static void start() throws IOException {
    server = new RedisServer(folder);
    server.awaitUp();
  }

  @BeforeEach
  void empty() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("config.yaml"),
            "redis: {uri: 'redis://127.0.0.1:%d', timeout: 1s}\n".formatted(server.port()));
    redis = new Redis(SettingsLoader.load(Optional.of(file), Map.of(), List.of()));
    redis.client().flushAll();
  }

  @AfterEach
  void wake() throws IOException, InterruptedException {
    server.signal("CONT");
    redis.client().close();
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Nested
  class State implements ClusterSourceContract {
    @Override
    public ClusterSource source() {
      return redis;
    }

    @Override
    public void show(Server registered) {
      join(registered);
    }

    @Override
    public void join(Server registered) {
      new RedisRegistry(redis.client(), "demo").restore(List.of(registered));
    }

    @Override
    public void goAway() throws IOException, InterruptedException {
      server.signal("STOP");
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
      server.signal("CONT");
    }
  }

  @Nested
  class LeaseOfRuns implements RunLeaseContract {
    @Override
    public RunLease lease() {
      return redis;
    }

    @Override
    public void letItExpire() {
      redis.client().del("rm:{demo}:lease");
    }

    @Override
    public void loseEverything() {
      redis.client().flushAll();
    }

    @Override
    public void goAway() throws IOException, InterruptedException {
      server.signal("STOP");
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
      server.signal("CONT");
    }
  }
}
