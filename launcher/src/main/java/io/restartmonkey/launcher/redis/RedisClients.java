package io.restartmonkey.launcher.redis;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.config.EffectiveValue;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.setting.RedisAddress;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.launcher.setting.Setting;
import io.restartmonkey.redis.BoundedSocket;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * Makes the client that the settings describe. Every wait of it has an end. What a single Redis
 * answers is bounded; Jedis gives no hold of the connections to a master that Sentinels name, or to
 * a Redis Cluster.
 */
public final class RedisClients {
  /** Pipelines follow no redirection, so only this tells them that a replica has taken over. */
  private static final Duration CLUSTER_LOOKED_AT_EVERY = Duration.ofSeconds(2);

  /** A Sentinel that is cut off says nothing any more; it is asked anew after this. */
  private static final Duration SENTINEL_SILENT_AT_MOST = Duration.ofSeconds(30);

  private final Settings settings;
  private final RedisAddress address;

  private RedisClients(Settings settings) {
    this.settings = settings;
    this.address = settings.get(RedisKeys.URI);
  }

  /**
   * Makes it; nothing is connected before its first command.
   *
   * @throws ConfigException if settings contradict each other, or a file of theirs cannot be used
   */
  public static UnifiedJedis of(Settings settings) {
    return new RedisClients(settings).client();
  }

  private UnifiedJedis client() {
    refuse(RedisKeys.CA_FILE, !address.isTls(), "but redis.uri has no TLS; write rediss");
    refuse(RedisKeys.CERTIFICATE_FILE, !address.isTls(), "but redis.uri has no TLS; write rediss");
    refuse(
        RedisKeys.SENTINEL_PASSWORD_FILE,
        address.kind() != RedisAddress.Kind.SENTINEL,
        "but redis.uri has no Sentinels; write redis-sentinel://…#MASTER");
    JedisClientConfig config = config();
    return switch (address.kind()) {
      case STANDALONE -> standalone(config);
      case SENTINEL -> {
        JedisClientConfig ofSentinels = ofSentinels();
        yield new LazyRedisClient(() -> sentinels(config, ofSentinels));
      }
      case CLUSTER -> new LazyRedisClient(() -> cluster(config));
    };
  }

  private UnifiedJedis standalone(JedisClientConfig config) {
    JedisSocketFactory sockets = new DefaultJedisSocketFactory(nodes().iterator().next(), config);
    ConnectionFactory connections =
        ConnectionFactory.builder()
            .clientConfig(config)
            .socketFactory(() -> bounded(sockets.createSocket()))
            .build();
    return RedisClient.builder()
        .connectionProvider(new PooledConnectionProvider(connections, pool()))
        .build();
  }

  private static Socket bounded(Socket socket) {
    try {
      return new BoundedSocket(socket);
    } catch (IOException e) {
      throw new JedisConnectionException(e);
    }
  }

  private UnifiedJedis sentinels(JedisClientConfig config, JedisClientConfig ofSentinels) {
    try {
      return RedisSentinelClient.builder()
          .masterName(address.master())
          .sentinels(nodes())
          .sentinelClientConfig(ofSentinels)
          .clientConfig(config)
          .poolConfig(pool())
          .build();
    } catch (JedisConnectionException e) {
      throw reason(ofSentinels, e);
    } catch (JedisException e) {
      throw new JedisException("Sentinel knows no master '%s'".formatted(address.master()));
    }
  }

  /** Jedis only says that all of them are down; the first of them says why. */
  private JedisException reason(JedisClientConfig ofSentinels, JedisConnectionException unsaid) {
    HostAndPort first = nodes().iterator().next();
    try (Jedis sentinel = new Jedis(first, ofSentinels)) {
      sentinel.sentinelGetMasterAddrByName(address.master());
      return unsaid;
    } catch (JedisException e) {
      return e;
    }
  }

  private UnifiedJedis cluster(JedisClientConfig config) {
    return RedisClusterClient.builder()
        .nodes(nodes())
        .clientConfig(config)
        .poolConfig(pool())
        .maxTotalRetriesDuration(settings.get(RedisKeys.TIMEOUT))
        .topologyRefreshPeriod(CLUSTER_LOOKED_AT_EVERY)
        .build();
  }

  private JedisClientConfig config() {
    DefaultJedisClientConfig.Builder config = connection().database(address.database());
    settings
        .password()
        .ifPresent(password -> config.user(settings.get(RedisKeys.USER)).password(password));
    return config.build();
  }

  private JedisClientConfig ofSentinels() {
    DefaultJedisClientConfig.Builder config =
        connection().blockingSocketTimeoutMillis((int) SENTINEL_SILENT_AT_MOST.toMillis());
    settings.secret(RedisKeys.SENTINEL_PASSWORD_FILE).ifPresent(config::password);
    return config.build();
  }

  private DefaultJedisClientConfig.Builder connection() {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .timeoutMillis((int) settings.get(RedisKeys.TIMEOUT).toMillis())
            .protocol(RedisProtocol.RESP2);
    if (address.isTls()) {
      config.sslOptions(Tls.of(settings));
    }
    return config;
  }

  private GenericObjectPoolConfig<Connection> pool() {
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setJmxEnabled(false);
    pool.setMaxWait(settings.get(RedisKeys.TIMEOUT));
    return pool;
  }

  private Set<HostAndPort> nodes() {
    return address.nodes().stream()
        .map(node -> new HostAndPort(node.getHost(), node.getPort()))
        .collect(toImmutableSet());
  }

  private void refuse(Setting<?> setting, boolean senseless, String why) {
    EffectiveValue value = settings.effective(setting);
    if (senseless && !value.text().isEmpty()) {
      throw ConfigException.at(value.origin(), "%s is set, %s".formatted(setting.path(), why));
    }
  }
}
