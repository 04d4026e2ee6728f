package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.run.ClusterUnreachableException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisRegistryIT extends RedisFixture {
  private static final Server APP1 = Servers.server("app1", "app");

  @Test
  void shouldRestoreWhatIsLostAndLeaveTheRest() {
    RedisRegistry registry = new RedisRegistry(redis, "demo");
    registry.restore(List.of(APP1));
    String line = redis.hget("rm:{demo}:servers", "app1");
    redis.hset("rm:{demo}:servers", "app1", line.replace("app1", "newer"));

    registry.restore(List.of(APP1, Servers.server("app2", "app")));

    assertThat(redis.hget("rm:{demo}:servers", "app1")).isEqualTo(line.replace("app1", "newer"));
    assertThat(new RedisClusterSource(redis, "demo").read().registered())
        .extracting(Server::name)
        .contains("app2");
  }

  @Test
  void shouldSayThatRedisTookNothing() throws Exception {
    RedisRegistry registry = new RedisRegistry(redis, "demo");
    redis.set("rm:{demo}:servers", "a text, not a hash");

    assertThatThrownBy(() -> registry.restore(List.of(APP1)))
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("WRONGTYPE")
        .hasMessageContaining("rename or delete it");
    site.stop();
    assertThatThrownBy(() -> registry.restore(List.of(APP1)))
        .isInstanceOf(ClusterUnreachableException.class);
  }
}
