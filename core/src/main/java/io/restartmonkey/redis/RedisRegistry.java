package io.restartmonkey.redis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.Registry;
import java.util.Collection;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** A cluster's registry in Redis. */
public final class RedisRegistry implements Registry {
  private final UnifiedJedis redis;
  private final Keys keys;

  /** The registry of this cluster; the client stays the caller's to close. */
  public RedisRegistry(UnifiedJedis redis, String cluster) {
    this.redis = redis;
    this.keys = new Keys(cluster);
  }

  @Override
  public void restore(Collection<Server> servers) {
    try (AbstractPipeline pipeline = redis.pipelined()) {
      List<Response<Long>> answers =
          servers.stream()
              .map(server -> pipeline.hsetnx(keys.servers(), server.name(), json(server)))
              .toList();
      pipeline.sync();
      answers.forEach(Reason::answer);
    } catch (JedisException e) {
      throw new ClusterUnreachableException(
          "the registrations cannot be written to Redis: " + Reason.withCure(e), e);
    }
  }

  private static String json(Server server) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("address", server.address());
    server.groups().forEach(fields.putArray("groups")::add);
    fields.put("provider", server.provider());
    fields.put("registered", server.registered().toString());
    return fields.toString();
  }
}
