package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.fake.Servers;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.health.Pause;
import io.restartmonkey.run.ClusterUnreachableException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisPausesIT extends RedisFixture {
  private RedisPauses pauses;

  @BeforeEach
  void pauses() {
    pauses = new RedisPauses(redis, "demo", new VirtualTime());
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
    site.stop();

    assertThatThrownBy(() -> pauses.read()).isInstanceOf(ClusterUnreachableException.class);
  }
}
