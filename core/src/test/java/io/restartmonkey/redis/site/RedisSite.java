package io.restartmonkey.redis.site;

import io.restartmonkey.redis.RedisServer;
import java.io.IOException;
import java.util.List;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.UnifiedJedis;

/** Redis, run in one of its ways. */
public abstract class RedisSite implements AutoCloseable {
  private boolean damaged;

  /** Where it is, as {@code redis.uri} wants it. */
  public abstract String uri();

  /** A client of it that waits for one second at most; logs in unless the user's name is empty. */
  public abstract UnifiedJedis client(String user, String password);

  /** The servers that hold keys. */
  abstract List<RedisServer> servers();

  /** Whether a test has stopped or frozen it. */
  public boolean isDamaged() {
    return damaged;
  }

  /** Ends all that holds keys, at once. */
  public void stop() {
    damaged = true;
    servers().forEach(RedisServer::close);
  }

  /** Sends all that holds keys a signal, such as {@code STOP}. */
  public void signal(String name) throws IOException, InterruptedException {
    damaged = true;
    for (RedisServer server : servers()) {
      server.signal(name);
    }
  }

  @Override
  public void close() {
    servers().forEach(RedisServer::close);
  }

  static JedisClientConfig config(String user, String password) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder().timeoutMillis(1_000);
    if (!user.isEmpty()) {
      config.user(user).password(password);
    }
    return config.build();
  }
}
