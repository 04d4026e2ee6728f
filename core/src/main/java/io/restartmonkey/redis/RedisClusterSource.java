package io.restartmonkey.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Throwables;
import io.restartmonkey.ClusterSource;
import io.restartmonkey.ClusterUnreachableException;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.cluster.Syntax;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Reads a cluster's state from Redis: the registrations, then in one pipelined round trip the clock
 * and the newest heartbeat of each server.
 *
 * <p>Every value is hostile: what is not strictly what it must be is refused and counted. Set read
 * timeouts on the client, as a stopped Redis accepts connections and never answers.
 */
public final class RedisClusterSource implements ClusterSource {
  private static final int LONGEST_RECORD = 4096;

  /**
   * A script, as a plain command names no key that would tell a Redis Cluster which node to ask.
   */
  private static final String TIME = "return redis.call('TIME')";

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final UnifiedJedis redis;
  private final Keys keys;

  /**
   * Reads this cluster through this client.
   *
   * @throws RecordRefusedException if the cluster's name is not one
   */
  public RedisClusterSource(UnifiedJedis redis, String cluster) {
    this.redis = redis;
    this.keys = new Keys(cluster);
  }

  @Override
  public ClusterSnapshot read() {
    try {
      List<RefusedRecord> refused = new ArrayList<>();
      Map<String, Server> servers = servers(refused);
      Map<String, Response<List<StreamEntry>>> newest = new LinkedHashMap<>();
      Response<Object> time;
      try (AbstractPipeline pipeline = redis.pipelined()) {
        time = pipeline.eval(TIME, List.of(keys.servers()), List.of());
        servers
            .keySet()
            .forEach(
                name -> newest.put(name, pipeline.xrevrange(keys.heartbeat(name), "+", "-", 1)));
        pipeline.sync();
      }
      List<ServerState> states = new ArrayList<>();
      servers.forEach(
          (name, server) ->
              states.add(
                  new ServerState(
                      server,
                      Optional.ofNullable(newest.get(name))
                          .flatMap(response -> heartbeat(name, response, refused)))));
      return new ClusterSnapshot(keys.cluster(), instant(time.get()), states, refused);
    } catch (JedisException e) {
      throw new ClusterUnreachableException(
          "cannot read cluster '%s' from Redis: %s; check that Redis runs, and redis.uri, user and password"
              .formatted(keys.cluster(), reason(e)),
          e);
    }
  }

  private static Instant instant(Object time) {
    if (time instanceof List<?> parts && parts.size() == 2) {
      return Instant.ofEpochSecond(number(parts.get(0)), number(parts.get(1)) * 1000);
    }
    throw new JedisException("TIME gave no time");
  }

  private static long number(Object text) {
    try {
      return Long.parseLong(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new JedisException("TIME gave no number", e);
    }
  }

  private Map<String, Server> servers(List<RefusedRecord> refused) {
    Map<String, Server> servers = new TreeMap<>();
    redis
        .hgetAll(keys.servers())
        .forEach(
            (name, json) -> {
              try {
                servers.put(name, server(name, json));
              } catch (RecordRefusedException e) {
                refused.add(new RefusedRecord("server " + Syntax.quote(name), e.reason()));
              }
            });
    return servers;
  }

  private static Server server(String name, String json) {
    if (json.length() > LONGEST_RECORD) {
      throw new RecordRefusedException("longer than " + LONGEST_RECORD + " characters");
    }
    try {
      if (JSON.readValue(json, Object.class) instanceof Map<?, ?> fields) {
        return Server.parse(name, fields);
      }
    } catch (JsonProcessingException e) {
      throw new RecordRefusedException("not JSON: " + Syntax.quote(json));
    }
    throw new RecordRefusedException("not a JSON object: " + Syntax.quote(json));
  }

  private static Optional<Heartbeat> heartbeat(
      String name, Response<List<StreamEntry>> response, List<RefusedRecord> refused) {
    try {
      List<StreamEntry> entries = response.get();
      if (entries.isEmpty()) {
        return Optional.empty();
      }
      StreamEntry entry = entries.get(0);
      return Optional.of(Heartbeat.parse(entry.getID().toString(), entry.getFields()));
    } catch (RecordRefusedException e) {
      refused.add(new RefusedRecord("heartbeat of " + name, e.reason()));
    } catch (RuntimeException e) {
      refused.add(
          new RefusedRecord("heartbeat of " + name, Syntax.quote(String.valueOf(e.getMessage()))));
    }
    return Optional.empty();
  }

  static String reason(JedisException e) {
    Throwable root = Throwables.getRootCause(e);
    return Syntax.quote(String.valueOf(root.getMessage()));
  }
}
