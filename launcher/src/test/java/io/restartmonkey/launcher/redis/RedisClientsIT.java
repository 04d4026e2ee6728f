package io.restartmonkey.launcher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.launcher.config.SettingsLoader;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.redis.RedisServer;
import io.restartmonkey.redis.site.ClusterNodes;
import io.restartmonkey.redis.site.Monitored;
import io.restartmonkey.redis.site.RedisKind;
import io.restartmonkey.redis.site.RedisSite;
import io.restartmonkey.redis.site.Sentinels;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.RunLease.Grant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.UnifiedJedis;

class RedisClientsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void shouldSayInOneLineThatThePasswordIsWrong(RedisKind kind) throws Exception {
    Map<String, String> environment = Map.of(RedisKeys.PASSWORD_VARIABLE, "wrong-password");
    try (RedisSite site = kind.start(folder);
        UnifiedJedis stranger = client(site.uri(), environment)) {
      assertThatThrownBy(() -> new RedisClusterSource(stranger, "demo").read())
          .isInstanceOf(ClusterUnreachableException.class)
          .hasMessageContaining("WRONGPASS")
          .hasMessageNotContaining("wrong-password");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayInOneLineThatNobodyAnswersAndKnowNothingOfTheLease(RedisKind kind)
      throws Exception {
    String uri;
    try (RedisSite site = kind.start(folder)) {
      uri = site.uri();
    }
    try (UnifiedJedis redis = client(uri, Map.of())) {
      assertThatThrownBy(() -> new RedisClusterSource(redis, "demo").read())
          .isInstanceOf(ClusterUnreachableException.class)
          .hasMessageContaining(": 'Connection refused'; check that Redis runs")
          .hasMessageContaining("redis.uri");
      assertThat(new RedisLease(redis, "demo").hold("run-a")).isInstanceOf(Grant.Unknown.class);
    }
  }

  @Test
  void shouldSayThatSentinelDoesNotKnowTheMaster() throws Exception {
    try (RedisSite site = RedisKind.SENTINEL.start(folder);
        UnifiedJedis redis = client(site.uri() + "-other", Map.of())) {
      assertThatThrownBy(() -> new RedisClusterSource(redis, "demo").read())
          .isInstanceOf(ClusterUnreachableException.class)
          .hasMessageContaining("Sentinel knows no master 'main-other'");
    }
  }

  @Test
  void shouldLogInToSentinelsThatWantAPassword() throws Exception {
    Path password = Files.writeString(folder.resolve("sentinel.password"), "for-sentinels\n");
    try (RedisSite master = RedisKind.STANDALONE.start(folder);
        RedisServer sentinel =
            RedisServer.sentinel(
                folder,
                List.of(
                    "requirepass for-sentinels",
                    "sentinel monitor main 127.0.0.1 %s 1"
                        .formatted(master.uri().replaceAll(".*:", ""))));
        UnifiedJedis stranger = client(ofSentinel(sentinel), Map.of());
        UnifiedJedis redis =
            client(
                ofSentinel(sentinel),
                Map.of("RESTART_MONKEY_REDIS_SENTINEL_PASSWORD_FILE", password.toString()))) {
      Awaitility.await()
          .ignoreExceptionsInstanceOf(ClusterUnreachableException.class)
          .until(() -> new RedisClusterSource(redis, "demo").read().servers().isEmpty());

      assertThatThrownBy(() -> new RedisClusterSource(stranger, "demo").read())
          .isInstanceOf(ClusterUnreachableException.class)
          .hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void shouldFindSentinelsThatDidNotAnswerAtFirst() throws Exception {
    try (Sentinels site = new Sentinels(folder);
        UnifiedJedis redis = client(site.uri(), Map.of())) {
      RedisClusterSource source = new RedisClusterSource(redis, "demo");
      site.signalSentinels("STOP");
      assertThatThrownBy(source::read)
          .isInstanceOf(ClusterUnreachableException.class)
          .hasMessageContaining("timed out");

      site.signalSentinels("CONT");

      assertThat(source.read().servers()).isEmpty();
    }
  }

  @Test
  void shouldGoOnAtTheMasterThatSentinelMakes() throws Exception {
    try (Sentinels site = new Sentinels(folder);
        UnifiedJedis redis = client(site.uri(), Map.of())) {
      site.awaitReplica();
      Monitored monitored = new Monitored(redis);
      long token = monitored.begin();
      monitored.awaitReplicated();

      site.stopMaster();

      monitored.awaitSeenAndHeldAgain(token);
    }
  }

  @Test
  void shouldGoOnAtTheReplicaThatTakesOverInACluster() throws Exception {
    try (ClusterNodes site = new ClusterNodes(folder, 1);
        UnifiedJedis redis = client(site.uri(), Map.of())) {
      Monitored monitored = new Monitored(redis);
      long token = monitored.begin();
      monitored.awaitReplicated();

      site.stopMasterOf("rm:{demo}:lease");

      monitored.awaitSeen();
      monitored.awaitSeenAndHeldAgain(token);
    }
  }

  private static String ofSentinel(RedisServer sentinel) {
    return "redis-sentinel://127.0.0.1:%d#main".formatted(sentinel.port());
  }

  private static UnifiedJedis client(String uri, Map<String, String> environment) {
    List<SettingsLoader.Flag> flags =
        List.of(
            new SettingsLoader.Flag("--set", "redis.uri", uri),
            new SettingsLoader.Flag("--set", "redis.timeout", "500ms"));
    return RedisClients.of(SettingsLoader.load(Optional.empty(), environment, flags));
  }
}
