package io.restartmonkey.launcher.command;

import io.restartmonkey.ClusterSource;
import io.restartmonkey.RunLease;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.launcher.config.Key;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.redis.BoundedSocket;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisLease;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** Redis as the settings describe it; nothing is loaded or connected before it is needed. */
final class Redis implements ClusterSource, RunLease {
  private static final int DEFAULT_PORT = 6379;

  private final Settings settings;
  private @Nullable UnifiedJedis client;

  Redis(Settings settings) {
    this.settings = settings;
  }

  @Override
  public ClusterSnapshot read() {
    return new RedisClusterSource(client(), cluster()).read();
  }

  @Override
  public Grant hold(String runId) {
    return new RedisLease(client(), cluster()).hold(runId);
  }

  @Override
  public Optional<String> holder() {
    return new RedisLease(client(), cluster()).holder();
  }

  @Override
  public void release(String runId) {
    new RedisLease(client(), cluster()).release(runId);
  }

  /** The client, made at the first call; every wait of it has an end. */
  synchronized UnifiedJedis client() {
    if (client == null) {
      client = connect();
    }
    return client;
  }

  private String cluster() {
    return settings.get(Key.CLUSTER).text();
  }

  private UnifiedJedis connect() {
    URI uri = settings.redis();
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .timeoutMillis((int) settings.duration(Key.REDIS_TIMEOUT).toMillis())
            .protocol(RedisProtocol.RESP2)
            .database(settings.redisDatabase());
    if ("rediss".equals(uri.getScheme())) {
      config.sslOptions(SslOptions.defaults());
    }
    settings
        .password()
        .ifPresent(password -> config.user(settings.get(Key.REDIS_USER).text()).password(password));
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setJmxEnabled(false);
    pool.setMaxWait(settings.duration(Key.REDIS_TIMEOUT));
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    JedisClientConfig client = config.build();
    JedisSocketFactory sockets = new DefaultJedisSocketFactory(new HostAndPort(host, port), client);
    ConnectionFactory connections =
        ConnectionFactory.builder()
            .clientConfig(client)
            .socketFactory(() -> bounded(sockets.createSocket()))
            .build();
    return RedisClient.builder()
        .connectionProvider(new PooledConnectionProvider(connections, pool))
        .build();
  }

  private static Socket bounded(Socket socket) {
    try {
      return new BoundedSocket(socket);
    } catch (IOException e) {
      throw new JedisConnectionException(e);
    }
  }
}
