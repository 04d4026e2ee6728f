package io.restartmonkey.launcher.redis;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.executors.CommandExecutor;

/**
 * A client that is made at its first command, and again at each further one until that succeeds.
 * Those of Jedis for Sentinel and Redis Cluster fail for good when nobody answers while they are
 * made; but a run goes on without Redis, and a monitor waits for it. Thread-safe.
 */
final class LazyRedisClient extends UnifiedJedis {
  private final Maker maker;

  /**
   * @param client makes the real client, or throws a {@code JedisException}
   */
  LazyRedisClient(Supplier<? extends UnifiedJedis> client) {
    this(new Maker(client));
  }

  private LazyRedisClient(Maker maker) {
    super(maker, null, RedisProtocol.RESP2, null);
    this.maker = maker;
  }

  @Override
  public AbstractPipeline pipelined() {
    return maker.client().pipelined();
  }

  private static final class Maker implements CommandExecutor {
    private final Supplier<? extends UnifiedJedis> maker;
    private @Nullable UnifiedJedis made;

    Maker(Supplier<? extends UnifiedJedis> maker) {
      this.maker = maker;
    }

    synchronized UnifiedJedis client() {
      if (made == null) {
        made = maker.get();
      }
      return made;
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
      return client().executeCommand(command);
    }

    @Override
    public synchronized void close() {
      if (made != null) {
        made.close();
      }
    }
  }
}
