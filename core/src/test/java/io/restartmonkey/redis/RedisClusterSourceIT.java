package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.redis.site.RedisKind;
import io.restartmonkey.run.ClusterUnreachableException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;

class RedisClusterSourceIT extends RedisFixture {
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-000000000001";

  @Test
  void shouldReadServersAndTheirNewestHeartbeats() {
    register("app1", "10.0.0.1");
    register("app2", "10.0.0.2");
    beat("app1", "1.5");
    beat("app1", "2.5");

    ClusterSnapshot snapshot = read();

    assertThat(snapshot.registered()).extracting(s -> s.name()).containsExactly("app1", "app2");
    assertThat(snapshot.servers().get(0).heartbeat())
        .hasValueSatisfying(beat -> assertThat(beat.cpu()).isEqualTo(2.5));
    assertThat(snapshot.live(ClusterSnapshot.DEFAULT_FRESHNESS))
        .extracting(s -> s.name())
        .containsExactly("app1");
  }

  @Test
  void shouldRefuseWhatIsHostileAndKeepTheRest() {
    register("good", "10.0.0.1");
    register("evil", "{{ lookup('pipe', 'touch /tmp/pwned') }}");
    register("h[1:3]", "10.0.0.2");
    redis.hset("rm:{demo}:servers", "text", "not json");
    redis.hset("rm:{demo}:servers", "list", "[1]");
    redis.hset("rm:{demo}:servers", "deep", "[".repeat(2_000));
    redis.hset("rm:{demo}:servers", "long", "\"" + "x".repeat(5_000) + "\"");
    register("nan", "10.0.0.3");
    beat("nan", "NaN");
    register("wrongtype", "10.0.0.4");
    redis.set("rm:{demo}:heartbeat:wrongtype", "a text, not a stream");
    register("odd", "10.0.0.5");
    redis.xadd("rm:{demo}:heartbeat:odd", StreamEntryID.NEW_ENTRY, Map.of("x", "y", "cpu", "1.5"));
    register("split", "10.0.0.6");
    beat("split", "1\u001f5");
    register("large", "10.0.0.7");
    beat("large", "1".repeat(1_000_000));
    register("many", "10.0.0.8");
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      fields.put("x" + i, "y");
    }
    redis.xadd("rm:{demo}:heartbeat:many", StreamEntryID.NEW_ENTRY, fields);

    ClusterSnapshot snapshot = read();

    assertThat(snapshot.registered())
        .extracting(s -> s.name())
        .containsExactly("good", "large", "many", "nan", "odd", "split", "wrongtype");
    assertThat(snapshot.refused()).hasSize(12);
    assertThat(snapshot.refused())
        .extracting(RefusedRecord::record)
        .contains(
            "server 'evil'",
            "heartbeat of large",
            "heartbeat of many",
            "heartbeat of nan",
            "heartbeat of odd",
            "heartbeat of split",
            "heartbeat of wrongtype");
    assertThat(snapshot.refused())
        .contains(new RefusedRecord("heartbeat of odd", "heartbeat field 'boot' is missing"));
  }

  @Test
  void shouldReadAnEmptyCluster() {
    assertThat(read().servers()).isEmpty();
  }

  @Test
  void shouldSayInOneLineThatRedisHangs() throws Exception {
    register("app1", "10.0.0.1");
    site.signal("STOP");

    assertThatThrownBy(this::read)
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("demo")
        .hasMessageContaining("timed out");
    site.signal("CONT");
  }

  @Test
  void shouldSayInOneLineThatRedisIsDown() {
    site.stop();

    assertThatThrownBy(this::read)
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("the address of the Redis client");
  }

  @Test
  void shouldSayInOneLineThatThePasswordIsWrong() {
    assumeThat(kind).as("its client logs in while it is made").isNotEqualTo(RedisKind.CLUSTER);
    try (UnifiedJedis stranger = site.client("monkey", "wrong")) {
      assertThatThrownBy(() -> new RedisClusterSource(stranger, "demo").read())
          .isInstanceOf(ClusterUnreachableException.class)
          .hasMessageContaining("WRONGPASS");
    }
  }

  @Test
  void shouldSayThatAllHeartbeatsAreForbidden() {
    register("app1", "10.0.0.1");
    register("app2", "10.0.0.2");
    beat("app1", "1.5");

    try (UnifiedJedis user = user("~rm:{demo}:servers", "+@all")) {
      assertThatThrownBy(() -> new RedisClusterSource(user, "demo").read())
          .isInstanceOf(ClusterUnreachableException.class)
          .hasMessageContaining(
              "NOPERM: the user of the Redis client may not access all keys rm:{CLUSTER}:*; allow the user of the Redis client that");
    }
    try (UnifiedJedis user = user("~*", "+@all", "-xrevrange")) {
      assertThatThrownBy(() -> new RedisClusterSource(user, "demo").read())
          .isInstanceOf(ClusterUnreachableException.class)
          .hasMessageContaining(
              "NOPERM: the user of the Redis client may not run the command xrevrange; allow");
    }
  }

  @Test
  void shouldKeepTheHeartbeatsThatAreNotForbidden() {
    register("app1", "10.0.0.1");
    register("app2", "10.0.0.2");
    beat("app1", "1.5");
    beat("app2", "2.5");

    try (UnifiedJedis user = user("~rm:{demo}:servers", "~rm:{demo}:heartbeat:app2", "+@all")) {
      ClusterSnapshot snapshot = new RedisClusterSource(user, "demo").read();

      assertThat(snapshot.live(ClusterSnapshot.DEFAULT_FRESHNESS))
          .extracting(s -> s.name())
          .containsExactly("app2");
      assertThat(snapshot.refused())
          .singleElement()
          .matches(record -> record.record().equals("heartbeat of app1"))
          .matches(record -> record.reason().contains("NOPERM"));
    }
  }

  @Test
  void shouldSayThatAnotherProgramHasTheKey() {
    redis.set("rm:{demo}:servers", "a text");

    assertThatThrownBy(this::read)
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("WRONGTYPE")
        .hasMessageContaining("another program has a key of that name");
  }

  private UnifiedJedis user(String... rights) {
    assumeThat(kind).as("rights are those of one Redis").isEqualTo(RedisKind.STANDALONE);
    CommandArguments words = new CommandArguments(Protocol.Command.ACL);
    words.addObjects("SETUSER", "half", "reset", "on", ">secret");
    words.addObjects((Object[]) rights);
    redis.executeCommand(words);
    return site.client("half", "secret");
  }

  private ClusterSnapshot read() {
    return new RedisClusterSource(redis, "demo").read();
  }

  private void register(String name, String address) {
    redis.hset(
        "rm:{demo}:servers",
        name,
        """
        {"address":"%s","groups":["app"],"provider":"lab","registered":"2026-01-01T00:00:00Z"}\
        """
            .formatted(address));
  }

  private void beat(String name, String cpu) {
    redis.xadd(
        "rm:{demo}:heartbeat:" + name,
        StreamEntryID.NEW_ENTRY,
        Map.of("cpu", cpu, "boot", BOOT, "app", "-"));
  }
}
