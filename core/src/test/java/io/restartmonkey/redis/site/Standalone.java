package io.restartmonkey.redis.site;

import io.restartmonkey.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/** One server. */
final class Standalone extends RedisSite {
  private final RedisServer server;

  Standalone(Path folder) throws IOException {
    server = new RedisServer(folder);
    server.awaitUp();
  }

  @Override
  public String uri() {
    return "redis://127.0.0.1:" + server.port();
  }

  @Override
  public UnifiedJedis client(String user, String password) {
    return server.client(user, password);
  }

  @Override
  List<RedisServer> servers() {
    return List.of(server);
  }
}
