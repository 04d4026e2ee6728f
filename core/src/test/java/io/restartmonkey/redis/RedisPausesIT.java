package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.ClusterUnreachableException;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.monitor.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

class RedisPausesIT {
  @TempDir Path folder;
  private RedisServer server;
  private RedisClient redis;
  private RedisPauses pauses;

  @BeforeEach
  void start() throws IOException {
    server = new RedisServer(folder);
    redis = server.client();
    pauses = new RedisPauses(redis, "demo", new VirtualTime());
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void shouldSayWhoPausedWhyAndUntilWhen() {
    pauses.begin("kim", "moving the rack", Duration.ofHours(1));

    Pause pause = pauses.read().orElseThrow();
    assertThat(pause.who()).isEqualTo("kim");
    assertThat(pause.why()).isEqualTo("moving the rack");
    assertThat(pause.until())
        .isBetween(Servers.NOW.plusSeconds(3500), Servers.NOW.plusSeconds(3600));
  }

  @Test
  void shouldBeOverByItselfAndWhenSomebodySaysSo() {
    assertThat(pauses.read()).isEmpty();
    pauses.begin("kim", "short", Duration.ofMillis(50));
    Awaitility.await().until(() -> pauses.read().isEmpty());

    pauses.begin("kim", "long", Duration.ofHours(1));
    pauses.end();
    assertThat(pauses.read()).isEmpty();
  }

  @Test
  void shouldHoldForEverWhenSomebodyElseWroteItWithoutAnEnd() {
    redis.hset("rm:{demo}:pause", "why", "by\u001bhand");

    Pause pause = pauses.read().orElseThrow();
    assertThat(pause.why()).isEqualTo("by?hand");
    assertThat(pause.until()).isAfter(Servers.NOW.plus(Duration.ofDays(365)));
  }

  @Test
  void shouldSayThatRedisIsAway() {
    server.close();

    assertThatThrownBy(() -> pauses.read()).isInstanceOf(ClusterUnreachableException.class);
  }
}
