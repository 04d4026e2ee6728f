package io.restartmonkey.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.fuzz.Fuzz;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.RunLease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.params.XAddParams;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RedisFuzzIT extends OneRedisFixture {
  private static final Path CORPUS = Path.of("src/test/resources/hostile");
  private static final byte[] SERVERS = key("servers");
  private static final String REGISTRATION =
      """
      {"address": "10.0.0.1", "groups": ["app", "web"], "provider": "lab", "registered": "2026-01-01T00:00:00Z"}\
      """;
  private static final String INTENT =
      """
      {"machine": "host-1", "open": true, "server": "app1", "remedy": "ADD_SURGE", \
      "started": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:00:03Z", "result": "CUT_OFF", \
      "made": "app1-surge", "problem": "app1 failed at 'x'"}\
      """;

  private RedisClusterSource source;

  @BeforeEach
  void makeSource() {
    source = new RedisClusterSource(redis, "demo");
  }

  @Test
  void shouldBelieveOrRefuseAnyRegistration() throws IOException {
    Fuzz.of(
            input -> {
              redis.hset(SERVERS, "app1".getBytes(UTF_8), input);
              return shown(source.read());
            })
        .check(CORPUS.resolve("registration"), REGISTRATION);
  }

  @Test
  void shouldBelieveOrRefuseAnyName() {
    byte[] registration = REGISTRATION.getBytes(UTF_8);
    Fuzz.of(
            input -> {
              redis.del(SERVERS);
              redis.hset(SERVERS, input, registration);
              return shown(source.read());
            })
        .check("app1", "my-server.example");
  }

  @Test
  void shouldBelieveOrRefuseAnyHeartbeat() {
    redis.hset(SERVERS, "app1".getBytes(UTF_8), REGISTRATION.getBytes(UTF_8));
    byte[] boot = "0b1c2d3e-0000-4000-8000-000000000001".getBytes(UTF_8);
    for (String field : List.of("cpu", "cpus", "boot", "app", "other")) {
      Fuzz.of(
              input -> {
                redis.xadd(
                    key("heartbeat:app1"),
                    XAddParams.xAddParams().maxLen(3),
                    Map.of(
                        "cpu".getBytes(UTF_8),
                        field.equals("cpu") ? input : "1.5".getBytes(UTF_8),
                        "cpus".getBytes(UTF_8),
                        field.equals("cpus") ? input : "2".getBytes(UTF_8),
                        "boot".getBytes(UTF_8),
                        field.equals("boot") ? input : boot,
                        "app".getBytes(UTF_8),
                        field.equals("app") ? input : "-".getBytes(UTF_8),
                        field.equals("other") ? input : "x".getBytes(UTF_8),
                        input));
                return shown(source.read());
              })
          .check("12.5", "0b1c2d3e-0000-4000-8000-000000000001", "down", "17");
    }
  }

  @Test
  void shouldBelieveOrPassOverAnyIntent() throws IOException {
    RedisIntents intents = new RedisIntents(redis, "demo");
    Fuzz.of(
            input -> {
              redis.hset(key("intents"), "run-1".getBytes(UTF_8), input);
              redis.set(key("half-way"), input);
              redis.hset(key("quarantine"), "host-1 app1".getBytes(UTF_8), input);
              redis.hset(key("quarantine"), input, "{\"reason\": \"x\"}".getBytes(UTF_8));
              return Stream.of(
                      intents.read(), intents.halfWay().stream().toList(), intents.quarantines())
                  .flatMap(List::stream)
                  .map(Object::toString)
                  .toList();
            })
        .check(CORPUS.resolve("intent"), INTENT);
  }

  @Test
  void shouldShowAnyPauseAndAnyHolder() {
    RedisPauses pauses = new RedisPauses(redis, "demo", new VirtualTime());
    RedisLease lease = new RedisLease(redis, "demo");
    Fuzz.of(
            input -> {
              redis.hset(key("pause"), "who".getBytes(UTF_8), input);
              redis.hset(key("pause"), "why".getBytes(UTF_8), input);
              redis.hset(key("lease"), "run".getBytes(UTF_8), input);
              redis.hset(key("lease"), "token".getBytes(UTF_8), input);
              List<String> shown = new ArrayList<>();
              pauses.read().ifPresent(pause -> shown.add(pause.toString()));
              lease.holder().ifPresent(shown::add);
              shown.add(lease.hold("run-1").toString());
              return shown;
            })
        .check("kim", "a run", "17");
  }

  @Test
  void shouldTakeTheLeaseAndGiveItBackWhateverTheFenceSays() {
    RedisLease lease = new RedisLease(redis, "demo");
    Fuzz.of(
            input -> {
              redis.set(key("fence"), input);
              RunLease.Grant grant = lease.hold("run-1");
              if (!(grant instanceof RunLease.Grant.Granted)) {
                throw new AssertionError("no lease: " + grant);
              }
              lease.release("run-1");
              return List.of();
            })
        .check("1767225600000", "9007199254740993", "1e300", "inf", "nan", "-5");
  }

  @Test
  void shouldSayInOneLineThatAKeyIsOfAnotherType() {
    RedisPauses pauses = new RedisPauses(redis, "demo", new VirtualTime());
    RedisIntents intents = new RedisIntents(redis, "demo");
    RedisLease lease = new RedisLease(redis, "demo");
    Fuzz.of(
            input -> {
              List<String> shown = new ArrayList<>();
              for (String name : List.of("servers", "intents", "pause", "lease", "fence")) {
                redis.set(key(name), input);
              }
              shown.add(lease.hold("run-1").toString());
              lease.release("run-1");
              lease.holder().ifPresent(shown::add);
              for (Runnable read : List.<Runnable>of(source::read, pauses::read, intents::read)) {
                try {
                  read.run();
                  throw new AssertionError("nothing is said");
                } catch (ClusterUnreachableException e) {
                  shown.add(String.valueOf(e.getMessage()));
                }
              }
              return shown;
            })
        .check("a text");
  }

  private static Collection<String> shown(ClusterSnapshot snapshot) {
    List<String> shown = new ArrayList<>();
    snapshot.servers().forEach(state -> shown.add(state.toString()));
    snapshot.refused().forEach(record -> shown.add(record.record() + ": " + record.reason()));
    return shown;
  }

  private static byte[] key(String name) {
    return ("rm:{demo}:" + name).getBytes(UTF_8);
  }
}
