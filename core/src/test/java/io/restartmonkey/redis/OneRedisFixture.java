package io.restartmonkey.redis;

import io.restartmonkey.redis.site.RedisKind;
import io.restartmonkey.redis.site.RedisSite;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.UnifiedJedis;

/** A single Redis, empty for each test, where it makes no difference in which way it is run. */
abstract class OneRedisFixture {
  @TempDir static Path folder;
  private static RedisSite site;

  UnifiedJedis redis;

  @BeforeAll
  static void start() throws IOException {
    site = RedisKind.STANDALONE.start(folder);
  }

  @BeforeEach
  void empty() {
    redis = client();
    redis.flushAll();
  }

  static UnifiedJedis client() {
    return site.client("", "");
  }

  static String uri() {
    return site.uri();
  }

  /** Sends it a signal, such as {@code STOP}. */
  static void signal(String name) throws IOException, InterruptedException {
    site.signal(name);
  }

  @AfterEach
  void closeClient() {
    redis.close();
  }

  @AfterAll
  static void end() {
    site.close();
  }
}
