package io.restartmonkey.redis;

import io.restartmonkey.redis.site.RedisKind;
import io.restartmonkey.redis.site.RedisSite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.UnifiedJedis;

/** An empty Redis for each test, run in each of its ways; a new one after a test that broke it. */
@ParameterizedClass(name = "{0}")
@EnumSource
abstract class RedisFixture {
  @TempDir static Path folder;
  private static final Map<RedisKind, RedisSite> SITES = new EnumMap<>(RedisKind.class);

  @Parameter RedisKind kind = RedisKind.STANDALONE;
  RedisSite site;
  UnifiedJedis redis;

  @BeforeEach
  void start() throws IOException {
    RedisSite last = SITES.get(kind);
    if (last != null && last.isDamaged()) {
      last.close();
      SITES.remove(kind);
    }
    if (!SITES.containsKey(kind)) {
      SITES.put(kind, kind.start(folder));
    }
    site = SITES.get(kind);
    redis = site.client("", "");
    redis.flushAll();
  }

  @AfterEach
  void closeClient() {
    redis.close();
  }

  @AfterAll
  static void end() {
    SITES.values().forEach(RedisSite::close);
    SITES.clear();
  }
}
