package io.restartmonkey.redis;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** A Redis of its own for each test. */
abstract class RedisFixture {
  @TempDir Path folder;
  RedisServer server;
  RedisClient redis;

  @BeforeEach
  void start() throws IOException {
    server = new RedisServer(folder);
    redis = server.client();
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }
}
