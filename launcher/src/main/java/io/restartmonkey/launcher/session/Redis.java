package io.restartmonkey.launcher.session;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.redis.RedisClients;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisIntents;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.RunLease;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** Redis as the settings describe it; nothing is loaded or connected before it is needed. */
public final class Redis implements ClusterSource, RunLease {
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
  public Grant renew(String runId, long token) {
    return new RedisLease(client(), cluster()).renew(runId, token);
  }

  @Override
  public Optional<String> holder() {
    return new RedisLease(client(), cluster()).holder();
  }

  @Override
  public void release(String runId) {
    new RedisLease(client(), cluster()).release(runId);
  }

  /** What is about to be done to the cluster. */
  public Intents intents() {
    return new RedisIntents(client(), cluster());
  }

  /** The client, made at the first call; every wait of it has an end. */
  public synchronized UnifiedJedis client() {
    if (client == null) {
      client = RedisClients.of(settings);
    }
    return client;
  }

  private String cluster() {
    return settings.get(GeneralKeys.CLUSTER);
  }
}
